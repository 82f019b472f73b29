package dev.spillway.router.drift;

import java.util.Arrays;
import java.util.List;

/**
 * Watches whether numbers from 0 to 1 stay at most at a bound in the mean, one number after the
 * other, for ever.
 *
 * <p>It bets against that. A bet turns each number into a factor whose expectation is at most 1
 * while the mean is at most the bound: {@code 1 + b (x / bound - 1)}. What is won is summed up as
 * in the procedure of Shiryaev and Roberts, where with each number another bettor begins: {@code M
 * = (M + 1) factor}. This is an e-detector (Shin, Ramdas and Rinaldo 2024, arXiv 2203.03532,
 * section 2): {@code M} minus the count of numbers is a supermartingale, so {@code M} takes at
 * least as many numbers in the mean to reach a level as the level says. Nothing is assumed of the
 * numbers, not even that they are independent. Small bets see small changes and large bets see
 * large ones soon; the mean over several is an e-detector again.
 *
 * <p>Law: while each number's mean, given those before, is at most the bound, the {@link #evidence}
 * expected after {@code n} numbers is at most {@code n}.
 */
final class MeanWatch {
  private static final double[] BETS = {0.02, 0.05, 0.1, 0.25, 0.5, 0.9};

  /** A bound of nothing could not be bet against. */
  private static final double LEAST = 1e-3;

  private final double bound;
  private final double[] won = new double[BETS.length];

  /**
   * @param bound below 0 it is taken for nearly 0; at 1 or above nothing is ever found
   */
  MeanWatch(double bound) {
    this.bound = Math.max(LEAST, bound);
  }

  void observe(double x) {
    for (int i = 0; i < BETS.length; i++) {
      // Bounded, so that what was found a long time ago can be forgotten.
      won[i] = Math.min(1e12, (won[i] + 1) * (1 + BETS[i] * (x / bound - 1)));
    }
  }

  /** Against the mean being at most the bound. */
  double evidence() {
    double sum = 0;
    for (double each : won) {
      sum += each;
    }
    return sum / BETS.length;
  }

  void restart() {
    Arrays.fill(won, 0);
  }

  /** All that it knows. */
  List<Double> memory() {
    return Arrays.stream(won).boxed().toList();
  }

  /** Goes on where another one of this bound was; begins anew if that had other bets. */
  void goOn(List<Double> memory) {
    if (memory.size() == BETS.length) {
      Arrays.setAll(won, memory::get);
    }
  }
}
