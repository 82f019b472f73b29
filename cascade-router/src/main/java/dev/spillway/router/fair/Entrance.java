package dev.spillway.router.fair;

/**
 * Whether a request that finds its tier full may wait for it: admission by predicted finish time.
 * Mooncake (Qin et al., FAST 2025, section 7) rejects early what cannot meet its objective, rather
 * than computing for nobody.
 *
 * <p>The wait is what comes before it ({@link FairLine#secondsBefore}) and what is left of those
 * who are being served, by the number of places. Who comes later is not foreseen, neither here nor
 * in what is told of when to come back: so many seconds are enough if nobody else comes meanwhile.
 */
public sealed interface Entrance {

  /** It may wait, for so long as predicted. */
  record Open(double waitSeconds) implements Entrance {}

  /** Too many wait. Those who wait now will be served in so many seconds. */
  record Full(double againSeconds) implements Entrance {}

  /** It would be served too late; in so many seconds it would be in time. */
  record TooLate(double finishSeconds, double againSeconds) implements Entrance {}

  /**
   * @param before seconds at one place of what comes before it
   * @param meanSeconds of those who are being served
   * @param places of the tier
   * @param own how long it will be served itself
   * @param left until its deadline
   */
  static Entrance of(
      boolean full, double before, double meanSeconds, int places, double own, double left) {
    double wait = places > 0 ? (before + meanSeconds) / places : 0;
    if (full) {
      return new Full(wait);
    }
    double finish = wait + own;
    return finish > left ? new TooLate(finish, finish - left) : new Open(wait);
  }
}
