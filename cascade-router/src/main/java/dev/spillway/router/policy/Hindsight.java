package dev.spillway.router.policy;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.Money;
import dev.spillway.router.routing.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a policy would have done with a request of which some tiers' replies are known. Nobody is
 * asked. It ends where the policy would have asked a tier whose reply is not known and would have
 * gone by it.
 *
 * @param asked tiers that it would have asked, as far as that is known, in order
 * @param given the tier whose answer it would have given; empty where that hangs on what is not
 *     known
 */
public record Hindsight(List<Integer> asked, OptionalInt given) {
  public Hindsight {
    asked = List.copyOf(asked);
  }

  /**
   * A tier's reply.
   *
   * @param text empty where it was not kept
   * @param whole false where it was cut: then it counts only where it is lost already
   */
  public record Known(String text, Money cost, AnswerStatistics tokens, boolean whole) {}

  /**
   * Plays the policy.
   *
   * @param replies by tier; absent where nobody knows
   */
  public static Hindsight of(
      Policy policy, List<ChatMessage> messages, List<Optional<Known>> replies) {
    var course = policy.begin(messages);
    var asked = new ArrayList<Integer>();
    while (true) {
      switch (course.next().orElse(null)) {
        case Verdict.Ask(int tier) -> {
          asked.add(tier);
          var reply = replies.get(tier);
          if (reply.isPresent() && (reply.get().whole() || course.isLost(reply.get().tokens()))) {
            course.replied(reply.get().text(), reply.get().cost(), reply.get().tokens());
          } else {
            return new Hindsight(
                asked, course.isFinal() ? OptionalInt.of(tier) : OptionalInt.empty());
          }
        }
        case Verdict.Give(int tier, double confidence) -> {
          return new Hindsight(asked, OptionalInt.of(tier));
        }
        case null -> {
          return new Hindsight(asked, OptionalInt.empty());
        }
      }
    }
  }
}
