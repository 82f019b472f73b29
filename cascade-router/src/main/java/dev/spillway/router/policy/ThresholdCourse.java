package dev.spillway.router.policy;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.Money;
import dev.spillway.router.routing.Verdict;
import dev.spillway.router.score.Inquiry;
import dev.spillway.router.score.SecondOpinion;
import dev.spillway.router.score.TokenScorer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the tiers in their order until the confidence in an answer reaches its threshold, or the
 * budget does not allow to ask the next. The pace of the budget moves the thresholds. Where no tier
 * is left that can answer, the reply that there was most confidence in is better than none.
 *
 * <p>Where a second opinion is the confidence, it is asked for of each reply that is not given
 * whatever it says: not of the last tier's, nor where the threshold is 0 or the budget pays for
 * nothing more.
 */
final class ThresholdCourse implements Course {
  private final Rule.Thresholds rule;
  private final List<ChatMessage> messages;
  private final Streaming streaming;
  private final Terms terms;
  private int asked = -1;
  private double spent;

  /** The budget pays nobody after the tier that was asked last: said when that is asked. */
  private boolean exhausted;

  private boolean committed;
  private boolean accepted;

  /** Of the replies so far that are whole, the one with most confidence. */
  private Verdict.@Nullable Give best;

  private OptionalDouble confidence = OptionalDouble.empty();
  private Optional<Inquiry> inquiry = Optional.empty();

  ThresholdCourse(
      Rule.Thresholds rule, List<ChatMessage> messages, Streaming streaming, Terms terms) {
    this.rule = rule;
    this.messages = messages;
    this.streaming = streaming;
    this.terms = terms;
  }

  @Override
  public Optional<Verdict> next() {
    if (inquiry.isPresent()) {
      throw new IllegalStateException("what came of the inquiry has to be heard first");
    }
    if (accepted) {
      return Optional.of(new Verdict.Give(asked, confidence.orElse(1)));
    }
    asked++;
    if (asked > rule.thresholds().size()) {
      if (best != null) {
        confidence = OptionalDouble.of(best.confidence());
      }
      return Optional.ofNullable(best);
    }
    exhausted = !isLast() && !terms.affords(spent + expected(asked), asked + 1);
    return Optional.of(new Verdict.Ask(asked));
  }

  private double expected(int tier) {
    double reply = terms.costs().applyAsDouble(tier);
    return rule.scorer() instanceof SecondOpinion
        ? reply + terms.opinions().applyAsDouble(tier)
        : reply;
  }

  @Override
  public void replied(String reply, Money cost, AnswerStatistics tokens) {
    accepted = isFinal();
    spent += cost.usd().doubleValue();
    if (!isLast()) {
      switch (rule.scorer()) {
        case TokenScorer scorer -> judged(scorer.confidence(tokens));
        case SecondOpinion opinion when !accepted ->
            inquiry = Optional.of(opinion.about(messages, reply));
        case SecondOpinion opinion -> {
          // Given whatever anybody would say of it.
        }
      }
    }
  }

  private void judged(double score) {
    confidence = OptionalDouble.of(score);
    accepted |= accepts(score);
    mayDo(score);
  }

  private void mayDo(double score) {
    if (best == null || score > best.confidence()) {
      best = new Verdict.Give(asked, score);
    }
  }

  @Override
  public void lost(Money cost, AnswerStatistics tokens) {
    spent += cost.usd().doubleValue();
    if (rule.scorer() instanceof TokenScorer scorer) {
      confidence = OptionalDouble.of(scorer.confidence(tokens));
    }
  }

  @Override
  public Optional<Inquiry> inquiry() {
    return inquiry;
  }

  @Override
  public void heard(OptionalDouble score, Money cost) {
    inquiry = Optional.empty();
    spent += cost.usd().doubleValue();
    if (rule.scorer() instanceof SecondOpinion opinion) {
      confidence = opinion.confidence(score);
      accepted =
          confidence.isPresent()
              ? accepts(confidence.getAsDouble())
              : opinion.otherwise() == SecondOpinion.Otherwise.ACCEPT;
      mayDo(confidence.orElse(0));
    }
  }

  @Override
  public void cannot() {
    committed = false;
  }

  @Override
  public boolean isFinal() {
    return isLast() || committed || exhausted || accepts(0);
  }

  @Override
  public boolean commits(Supplier<String> reply, AnswerStatistics soFar) {
    if (!isLast() && streaming.looksAt(soFar.tokens()) && rule.scorer() instanceof TokenScorer by) {
      double score = by.confidence(soFar);
      committed |= accepts(score) && score >= streaming.confidence().orElse(0);
    }
    return committed;
  }

  @Override
  public boolean isLost(AnswerStatistics soFar) {
    return !isFinal()
        && rule.scorer() instanceof TokenScorer scorer
        && scorer.onlyFalls()
        && !accepts(scorer.confidence(soFar));
  }

  @Override
  public OptionalDouble confidence() {
    return confidence;
  }

  private boolean isLast() {
    return asked == rule.thresholds().size();
  }

  private boolean accepts(double score) {
    return score >= terms.pace().threshold(rule.thresholds().get(asked));
  }
}
