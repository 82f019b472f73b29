package dev.spillway.router.drift;

import java.util.List;

/**
 * Watches whether the mean of numbers from 0 to 1 stays within a band, and once it has left it,
 * whether it is back.
 *
 * <p>Law: while the mean is within the band, at least {@value #FALSE_ALARM} numbers pass in the
 * mean before it is said to have left; while it is outside, at least {@value #FALSE_RETURN} before
 * it is said to be back. Nothing is assumed of the numbers: see {@link MeanWatch}.
 *
 * <p>Not safe for several threads.
 */
final class BandWatch {
  static final int FALSE_ALARM = 10_000;
  static final int FALSE_RETURN = 1_000;

  private final MeanWatch above;
  private final MeanWatch below;
  private final MeanWatch backFromAbove;
  private final MeanWatch backFromBelow;
  private Side side = Side.WITHIN;

  /** Where the mean is. */
  enum Side {
    WITHIN,
    ABOVE,
    BELOW
  }

  /** What one knows: the side, and the evidence of its four watches. */
  record Memory(
      Side side,
      List<Double> above,
      List<Double> below,
      List<Double> backFromAbove,
      List<Double> backFromBelow) {
    Memory {
      above = List.copyOf(above);
      below = List.copyOf(below);
      backFromAbove = List.copyOf(backFromAbove);
      backFromBelow = List.copyOf(backFromBelow);
    }
  }

  /**
   * @param low at or below 0: no lower end
   * @param high at or above 1: no upper end
   */
  BandWatch(double low, double high) {
    above = new MeanWatch(high);
    below = new MeanWatch(1 - low);
    backFromAbove = new MeanWatch(1 - high);
    backFromBelow = new MeanWatch(low);
  }

  Side observe(double x) {
    switch (side) {
      case WITHIN -> {
        above.observe(x);
        below.observe(1 - x);
        // The mean of two is an e-detector as well, so together they keep the law.
        if ((above.evidence() + below.evidence()) / 2 >= FALSE_ALARM) {
          side = above.evidence() > below.evidence() ? Side.ABOVE : Side.BELOW;
          backFromAbove.restart();
          backFromBelow.restart();
        }
      }
      case ABOVE -> {
        backFromAbove.observe(1 - x);
        returned(backFromAbove);
      }
      case BELOW -> {
        backFromBelow.observe(x);
        returned(backFromBelow);
      }
    }
    return side;
  }

  Side side() {
    return side;
  }

  Memory memory() {
    return new Memory(
        side, above.memory(), below.memory(), backFromAbove.memory(), backFromBelow.memory());
  }

  /** Goes on where another one of this band was. */
  void goOn(Memory memory) {
    side = memory.side();
    above.goOn(memory.above());
    below.goOn(memory.below());
    backFromAbove.goOn(memory.backFromAbove());
    backFromBelow.goOn(memory.backFromBelow());
  }

  private void returned(MeanWatch back) {
    if (back.evidence() >= FALSE_RETURN) {
      side = Side.WITHIN;
      above.restart();
      below.restart();
    }
  }
}
