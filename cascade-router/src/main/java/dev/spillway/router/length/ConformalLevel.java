package dev.spillway.router.length;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Which quantile of the model's distribution to give out, so that the wanted share of answers is
 * longer: adaptive conformal inference (Gibbs and Candès 2021, arXiv 2106.00193, section 2.1).
 *
 * <p>Each answer that is longer than the quantile at today's level moves the level one way, each
 * other one the other way. Over T answers the share of longer ones is then within {@code 1 / (RATE
 * * T)} or so of the wanted one, whatever comes (their proposition 4.1), as long as the model is
 * not wrong by more than a factor of {@value #WRONG}. There the level stops: beyond, quantiles
 * would say nothing of lengths any more.
 *
 * <p>What counts is today's level, not the one at which an answer was predicted. Answers come long
 * after their predictions: of a thousand under way each would report the same miss, and the level
 * would run to one end, and from there to the other.
 */
final class ConformalLevel {
  private static final double RATE = 0.01;
  private static final double WRONG = 100;

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
    return Math.clamp(level, least(), most());
  }

  /** The lowest that it can be. */
  double least() {
    return wanted / WRONG;
  }

  /** The highest that it can be. */
  double most() {
    return 1 - (1 - wanted) / WRONG;
  }

  /**
   * @param longer whether an answer was longer than the quantile at this level of what the model
   *     had believed of it
   */
  void learn(boolean longer) {
    level = bounded(level + RATE * (wanted - (longer ? 1 : 0)));
  }

  /** One step further than what is given out, so that a step at an end counts whole. */
  private double bounded(double any) {
    return Math.clamp(any, least() - RATE, most() + RATE);
  }

  void write(DataOutput out) throws IOException {
    out.writeDouble(level);
  }

  void read(DataInput in) throws IOException {
    level = bounded(in.readDouble());
  }
}
