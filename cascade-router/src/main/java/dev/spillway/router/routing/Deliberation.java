package dev.spillway.router.routing;

import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.budget.Pace;
import dev.spillway.router.learn.Meaning;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The routing of one question: {@link #next}, ask or give; after a reply, {@link #replied} and
 * {@link #next} again. One thread at a time.
 */
public final class Deliberation {
  private final CascadeRouter router;
  private final String question;
  private final Situation situation;
  private int without;
  private double spent;

  Deliberation(CascadeRouter router, String question, Optional<Meaning> meaning) {
    this.router = router;
    this.question = question;
    this.situation = router.situation(question, meaning);
  }

  /** A tier replied whose model does not tell how sure it is. */
  public void replied(int tier, String reply, double cost) {
    replied(tier, reply, cost, Optional.empty());
  }

  /**
   * A tier replied.
   *
   * @param cost of the reply, in dollars
   * @param tokens how sure its model was of its tokens, where it tells
   */
  public void replied(int tier, String reply, double cost, Optional<AnswerStatistics> tokens) {
    spent += cost;
    situation.add(tier, router.read(question, tier, reply, cost, tokens));
  }

  /** A tier cannot reply: it is not asked. */
  public void cannot(int tier) {
    without = Tiers.with(without, tier);
  }

  /** Whether no tier replied and none can. */
  public boolean isHopeless() {
    return situation.asked() == 0 && without == Tiers.all(router.tiers());
  }

  /** How likely the likeliest reply so far is right; empty before the first. */
  public OptionalDouble confidence() {
    return router.confidence(situation);
  }

  /**
   * What to do next, unless it {@link #isHopeless}. Asks until it gives, at the latest when every
   * tier replied or cannot.
   *
   * @param worth dollars by which a right answer is worth more than a wrong one
   */
  public Verdict next(double worth) {
    return next(worth, Pace.FREE);
  }

  /**
   * As {@link #next(double)}, within a budget. The cheapest tier may always be asked first.
   *
   * @param worth as it was fitted
   * @param pace of when the question came; it stays the same until it is answered
   */
  public Verdict next(double worth, Pace pace) {
    return router.next(situation, pace.worth(worth), pace.most() - spent, without);
  }

  /**
   * Whether a tier's reply would be given if it ended like this, and how likely it is right then;
   * empty where another tier would be asked. Decides nothing.
   *
   * @param cost of the whole reply, as it is expected
   */
  public OptionalDouble wouldGive(
      int tier, String reply, double cost, AnswerStatistics tokens, double worth, Pace pace) {
    var then = situation.copy();
    then.add(tier, router.read(question, tier, reply, cost, Optional.of(tokens)));
    var verdict = router.next(then, pace.worth(worth), pace.most() - spent - cost, without);
    return switch (verdict) {
      case Verdict.Give(int given, double probability) when given == tier ->
          OptionalDouble.of(probability);
      default -> OptionalDouble.empty();
    };
  }

  /** How likely the likeliest reply will be right once this tier, not asked yet, replied too. */
  public double confidenceAfter(int tier) {
    return router.confidenceAfter(situation, tier);
  }
}
