package dev.spillway.router.policy;

import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.Money;
import dev.spillway.router.routing.Verdict;
import java.util.Optional;
import java.util.OptionalDouble;

/** Asks the tiers in their order until the confidence in an answer reaches its threshold. */
final class ThresholdCourse implements Course {
  private final Rule.Thresholds rule;
  private int asked = -1;
  private boolean accepted;
  private OptionalDouble confidence = OptionalDouble.empty();

  ThresholdCourse(Rule.Thresholds rule) {
    this.rule = rule;
  }

  @Override
  public Optional<Verdict> next() {
    if (accepted) {
      return Optional.of(new Verdict.Give(asked, confidence.orElse(1)));
    }
    asked++;
    return asked > rule.thresholds().size()
        ? Optional.empty()
        : Optional.of(new Verdict.Ask(asked));
  }

  @Override
  public void replied(String reply, Money cost, AnswerStatistics tokens) {
    if (isLast()) {
      accepted = true;
    } else {
      double score = rule.scorer().confidence(tokens);
      confidence = OptionalDouble.of(score);
      accepted = accepts(score);
    }
  }

  @Override
  public void cannot() {}

  @Override
  public boolean isFinal() {
    return isLast() || accepts(0);
  }

  @Override
  public boolean isLost(AnswerStatistics soFar) {
    return !isLast() && rule.scorer().onlyFalls() && !accepts(rule.scorer().confidence(soFar));
  }

  @Override
  public OptionalDouble confidence() {
    return confidence;
  }

  private boolean isLast() {
    return asked == rule.thresholds().size();
  }

  private boolean accepts(double score) {
    return score >= rule.thresholds().get(asked);
  }
}
