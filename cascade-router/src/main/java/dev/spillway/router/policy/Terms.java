package dev.spillway.router.policy;

import dev.spillway.router.budget.Pace;
import dev.spillway.router.learn.Meaning;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * What holds for one request on its way.
 *
 * @param streamed whether its answer may leave before it is complete
 * @param pace what the policy's budget allows it
 * @param costs dollars that the reply of a tier, by its number, is expected to cost
 * @param opinions dollars that what is asked of others about such a reply is expected to cost
 * @param meaning of its question, where it is known
 */
public record Terms(
    boolean streamed,
    Pace pace,
    IntToDoubleFunction costs,
    IntToDoubleFunction opinions,
    Optional<Meaning> meaning) {

  /** A plain request without a budget. */
  public static final Terms FREE = new Terms(false, Pace.FREE, tier -> 0);

  /** Nobody is asked about replies. */
  public Terms(boolean streamed, Pace pace, IntToDoubleFunction costs) {
    this(streamed, pace, costs, tier -> 0, Optional.empty());
  }

  /** The same for a request of which this is known. */
  public Terms meaning(Optional<Meaning> known) {
    return new Terms(streamed, pace, costs, opinions, known);
  }

  /** Whether a tier may be asked where so much was spent. */
  boolean affords(double spent, int tier) {
    return pace.affords(spent + costs.applyAsDouble(tier));
  }
}
