package dev.spillway.router.learn;

import java.util.Arrays;

/**
 * What is to be told of each example, and how much each counts. An example that was kept with some
 * probability counts as the inverse of it, so that what is learned is of all that could have been
 * kept (Horvitz and Thompson 1952).
 *
 * <p>Law: where all count the same it is as if nothing were said of it, to the last bit.
 */
public final class Targets {
  private final double[] values;
  private final double[] weights;

  private Targets(double[] values, double[] weights) {
    this.values = values;
    this.weights = weights;
  }

  /** Each counts as one. */
  public static Targets of(double[] values) {
    double[] ones = new double[values.length];
    Arrays.fill(ones, 1);
    return new Targets(values, ones);
  }

  /**
   * Each counts by its share of all weights; in the mean as one.
   *
   * @param weights as many as values, each positive
   */
  public static Targets of(double[] values, double[] weights) {
    if (values.length != weights.length) {
      throw new IllegalArgumentException("as many weights as values are needed");
    }
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    double[] scaled = new double[weights.length];
    for (int i = 0; i < weights.length; i++) {
      scaled[i] = weights[i] * weights.length / sum;
    }
    return new Targets(values, scaled);
  }

  public int size() {
    return values.length;
  }

  double value(int example) {
    return values[example];
  }

  double weight(int example) {
    return weights[example];
  }

  double mean() {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += weights[i] * values[i];
    }
    return sum / values.length;
  }

  /** Those outside a part. */
  Targets seen(Fold fold) {
    return new Targets(fold.seen(values), fold.seen(weights));
  }

  /** The same examples, of which something else is to be told. */
  public Targets counting(double[] others) {
    return new Targets(others, weights);
  }
}
