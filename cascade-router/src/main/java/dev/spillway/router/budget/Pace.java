package dev.spillway.router.budget;

/**
 * What the budget allows one request, at the moment when it was asked.
 *
 * @param factor above 1 where there is money left, below 1 where too much was spent
 * @param most dollars that this request may spend beyond the cheapest tier
 */
public record Pace(double factor, double most) {

  /** Any price will do: as if there were no budget. */
  public static final Pace FREE = new Pace(1, Double.POSITIVE_INFINITY);

  /** What a right answer is worth now, where it was worth so many dollars when it was fitted. */
  public double worth(double fitted) {
    return fitted * factor;
  }

  /**
   * The threshold to apply now, where this one was fitted: its odds times the factor, since a
   * higher threshold asks dearer tiers more often. 0 and 1 stay what they are.
   */
  public double threshold(double fitted) {
    return fitted <= 0 || fitted >= 1 ? fitted : 1 / (1 + (1 - fitted) / (fitted * factor));
  }

  /** Whether a tier may be asked whose reply will cost so many dollars. */
  public boolean affords(double cost) {
    return cost <= most;
  }
}
