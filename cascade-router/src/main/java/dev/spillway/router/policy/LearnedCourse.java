package dev.spillway.router.policy;

import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.Money;
import dev.spillway.router.routing.Deliberation;
import dev.spillway.router.routing.Verdict;
import java.util.Optional;
import java.util.OptionalDouble;

/** Goes by what a router expects of each tier. */
final class LearnedCourse implements Course {
  private final Rule.Learned rule;
  private final Deliberation deliberation;
  private int asked = -1;
  private boolean lastReplied;
  private OptionalDouble confidence = OptionalDouble.empty();

  LearnedCourse(Rule.Learned rule, String question) {
    this.rule = rule;
    this.deliberation = rule.router().deliberate(question);
  }

  @Override
  public Optional<Verdict> next() {
    if (lastReplied) {
      return Optional.of(new Verdict.Give(asked, confidence.orElse(1)));
    }
    if (deliberation.isHopeless()) {
      return Optional.empty();
    }
    var verdict = deliberation.next(rule.worth());
    if (verdict instanceof Verdict.Ask(int tier)) {
      asked = tier;
    }
    return Optional.of(verdict);
  }

  @Override
  public void replied(String reply, Money cost, AnswerStatistics tokens) {
    if (isFinal()) {
      lastReplied = true;
    } else {
      deliberation.replied(asked, reply, cost.usd().doubleValue(), Optional.of(tokens));
      confidence = deliberation.confidence();
    }
  }

  @Override
  public void cannot() {
    deliberation.cannot(asked);
  }

  @Override
  public boolean isFinal() {
    return asked == rule.router().tiers() - 1;
  }

  @Override
  public boolean isLost(AnswerStatistics soFar) {
    return false;
  }

  @Override
  public OptionalDouble confidence() {
    return confidence;
  }
}
