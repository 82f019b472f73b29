package dev.spillway.router.length;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Which quantile of the model's distribution to give out, so that the wanted share of answers is
 * longer: adaptive conformal inference (Gibbs and Candès 2021, arXiv 2106.00193, section 2.1).
 *
 * <p>Whatever the model believes and however the traffic changes, over T answers the share of
 * misses is within {@code 1 / (RATE * T)} or so of the wanted one (their proposition 4.1): each
 * miss moves the level one way, each hit the other. Beyond 0 every length is covered, beyond 1
 * none.
 */
final class ConformalLevel {
  private static final double RATE = 0.01;

  private final double wanted;
  private double level;

  /**
   * @param wanted share of answers that are longer
   */
  ConformalLevel(double wanted) {
    this.wanted = wanted;
    this.level = wanted;
  }

  /** The share that the model has to believe to be longer. */
  double level() {
    return Math.clamp(level, 0.0, 1.0);
  }

  void learn(boolean longer) {
    level = Math.clamp(level + RATE * (wanted - (longer ? 1 : 0)), -RATE, 1 + RATE);
  }

  void write(DataOutput out) throws IOException {
    out.writeDouble(level);
  }

  void read(DataInput in) throws IOException {
    level = Math.clamp(in.readDouble(), -RATE, 1 + RATE);
  }
}
