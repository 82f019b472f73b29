package dev.spillway.router.policy;

import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.Money;
import dev.spillway.router.routing.Verdict;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * Asks the tiers in their order until the confidence in an answer reaches its threshold, or the
 * budget does not allow to ask the next. The pace of the budget moves the thresholds.
 */
final class ThresholdCourse implements Course {
  private final Rule.Thresholds rule;
  private final Streaming streaming;
  private final Terms terms;
  private int asked = -1;
  private double spent;

  /** The budget pays nobody after the tier that was asked last: said when that is asked. */
  private boolean exhausted;

  private boolean committed;
  private boolean accepted;
  private OptionalDouble confidence = OptionalDouble.empty();

  ThresholdCourse(Rule.Thresholds rule, Streaming streaming, Terms terms) {
    this.rule = rule;
    this.streaming = streaming;
    this.terms = terms;
  }

  @Override
  public Optional<Verdict> next() {
    if (accepted) {
      return Optional.of(new Verdict.Give(asked, confidence.orElse(1)));
    }
    asked++;
    if (asked > rule.thresholds().size()) {
      return Optional.empty();
    }
    exhausted = !isLast() && !terms.affords(spent + terms.costs().applyAsDouble(asked), asked + 1);
    return Optional.of(new Verdict.Ask(asked));
  }

  @Override
  public void replied(String reply, Money cost, AnswerStatistics tokens) {
    boolean given = isFinal();
    spent += cost.usd().doubleValue();
    if (!isLast()) {
      double score = rule.scorer().confidence(tokens);
      confidence = OptionalDouble.of(score);
      given |= accepts(score);
    }
    accepted = given;
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
    if (!isLast() && streaming.looksAt(soFar.tokens())) {
      double score = rule.scorer().confidence(soFar);
      committed |= accepts(score) && score >= streaming.confidence().orElse(0);
    }
    return committed;
  }

  @Override
  public boolean isLost(AnswerStatistics soFar) {
    return !isFinal() && rule.scorer().onlyFalls() && !accepts(rule.scorer().confidence(soFar));
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
