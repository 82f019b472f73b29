package dev.spillway.router.policy;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.Money;
import dev.spillway.router.learn.Meaning;
import dev.spillway.router.routing.Verdict;
import dev.spillway.router.score.Inquiry;
import dev.spillway.router.score.SecondOpinion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a policy would have done with a request of which some tiers' replies are known. Nobody is
 * asked. It ends where the policy would have asked a tier whose reply is not known and would have
 * gone by it.
 *
 * @param asked tiers that it would have asked, as far as that is known, in order
 * @param consulted those of them about whose reply it would have asked others
 * @param given the tier whose answer it would have given; empty where that hangs on what is not
 *     known
 */
public record Hindsight(List<Integer> asked, List<Integer> consulted, OptionalInt given) {
  public Hindsight {
    asked = List.copyOf(asked);
    consulted = List.copyOf(consulted);
  }

  /**
   * A tier's reply.
   *
   * @param text empty where it was not kept
   * @param whole false where it was cut: then it counts only where it is lost already
   * @param opinion what others were asked about it
   */
  public record Known(
      String text, Money cost, AnswerStatistics tokens, boolean whole, Optional<Opinion> opinion) {

    /** Nobody was asked about it. */
    public Known(String text, Money cost, AnswerStatistics tokens, boolean whole) {
      this(text, cost, tokens, whole, Optional.empty());
    }
  }

  /**
   * What came of asking others about a reply.
   *
   * @param scorer that asked, by its name
   * @param tier that was asked
   * @param score absent where nothing was heard
   */
  public record Opinion(String scorer, String tier, OptionalDouble score, Money cost) {
    private boolean answers(Inquiry inquiry, String replied) {
      var kind =
          switch (inquiry) {
            case Inquiry.Again again -> SecondOpinion.Kind.AGREEMENT;
            case Inquiry.Judgement judgement -> SecondOpinion.Kind.JUDGE;
          };
      return kind.wireName().equals(scorer) && inquiry.tier().orElse(replied).equals(tier);
    }
  }

  /**
   * Plays the policy.
   *
   * @param meaning of the question, where it is known
   * @param replies by tier; absent where nobody knows
   */
  public static Hindsight of(
      Policy policy,
      List<ChatMessage> messages,
      Optional<Meaning> meaning,
      List<Optional<Known>> replies) {
    var course = policy.begin(messages, Terms.FREE.meaning(meaning));
    var asked = new ArrayList<Integer>();
    var consulted = new ArrayList<Integer>();
    while (true) {
      switch (course.next().orElse(null)) {
        case Verdict.Ask(int tier) -> {
          asked.add(tier);
          var reply = replies.get(tier);
          if (reply.isPresent() && reply.get().whole()) {
            course.replied(reply.get().text(), reply.get().cost(), reply.get().tokens());
          } else if (reply.isPresent() && course.isLost(reply.get().tokens())) {
            course.lost(reply.get().cost(), reply.get().tokens());
          } else {
            return new Hindsight(
                asked, consulted, course.isFinal() ? OptionalInt.of(tier) : OptionalInt.empty());
          }
          var inquiry = course.inquiry();
          if (inquiry.isPresent()) {
            consulted.add(tier);
            var opinion =
                reply
                    .flatMap(Known::opinion)
                    .filter(each -> each.answers(inquiry.get(), policy.tiers().get(tier)));
            if (opinion.isEmpty()) {
              return new Hindsight(asked, consulted, OptionalInt.empty());
            }
            course.heard(opinion.get().score(), opinion.get().cost());
          }
        }
        case Verdict.Give(int tier, double confidence) -> {
          return new Hindsight(asked, consulted, OptionalInt.of(tier));
        }
        case null -> {
          return new Hindsight(asked, consulted, OptionalInt.empty());
        }
      }
    }
  }
}
