package dev.spillway.router.policy;

import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.Money;
import dev.spillway.router.routing.Deliberation;
import dev.spillway.router.routing.Verdict;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** Goes by what a router expects of each tier, at the pace that the budget allows. */
final class LearnedCourse implements Course {
  private final Rule.Learned rule;
  private final Deliberation deliberation;
  private final Streaming streaming;
  private final Terms terms;
  private boolean committed;
  private int asked = -1;
  private boolean lastReplied;
  private OptionalDouble confidence = OptionalDouble.empty();

  LearnedCourse(Rule.Learned rule, String question, Streaming streaming, Terms terms) {
    this.rule = rule;
    this.streaming = streaming;
    this.terms = terms;
    this.deliberation = rule.router().deliberate(question, terms.meaning());
  }

  @Override
  public Optional<Verdict> next() {
    if (lastReplied) {
      return Optional.of(new Verdict.Give(asked, confidence.orElse(1)));
    }
    if (deliberation.isHopeless()) {
      return Optional.empty();
    }
    var verdict = deliberation.next(rule.worth(), terms.pace());
    if (verdict instanceof Verdict.Ask(int tier)) {
      asked = tier;
    }
    return Optional.of(verdict);
  }

  @Override
  public void replied(String reply, Money cost, AnswerStatistics tokens) {
    if (isLast()) {
      lastReplied = true;
    } else {
      lastReplied = isFinal();
      deliberation.replied(asked, reply, cost.usd().doubleValue(), Optional.of(tokens));
      confidence = deliberation.confidence();
    }
  }

  @Override
  public void lost(Money cost, AnswerStatistics tokens) {
    throw new IllegalStateException("no reply is lost here before its end");
  }

  @Override
  public void cannot() {
    committed = false;
    deliberation.cannot(asked);
  }

  @Override
  public boolean isFinal() {
    return isLast() || committed || streaming.mode() == Streaming.Mode.PRE;
  }

  /**
   * By what would be decided if the reply ended here: its words and how sure its model was of them
   * say already whether it is worth asking another tier.
   */
  @Override
  public boolean commits(Supplier<String> reply, AnswerStatistics soFar) {
    if (!isLast() && streaming.looksAt(soFar.tokens())) {
      var probability =
          deliberation.wouldGive(
              asked,
              reply.get(),
              terms.costs().applyAsDouble(asked),
              soFar,
              rule.worth(),
              terms.pace());
      committed |=
          probability.isPresent() && probability.getAsDouble() >= streaming.confidence().orElse(0);
    }
    return committed;
  }

  private boolean isLast() {
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
