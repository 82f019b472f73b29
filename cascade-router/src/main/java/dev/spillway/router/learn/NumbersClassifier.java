package dev.spillway.router.learn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Tells from a few numbers how likely a "yes" is: each number brought to mean zero and variance one
 * over the examples, into a {@link LogisticRegression}.
 */
public final class NumbersClassifier {
  private static final double INVERSE_L2 = 0.05;

  private final Standardiser standardiser;
  private final LogisticRegression model;

  private NumbersClassifier(Standardiser standardiser, LogisticRegression model) {
    this.standardiser = standardiser;
    this.model = model;
  }

  /**
   * Learns from examples.
   *
   * @param inputs {@code [examples, numbers]}, at least one example
   * @param labels as many as examples, each in [0, 1]
   */
  public static NumbersClassifier fit(double[][] inputs, double[] labels) {
    var standardiser = Standardiser.of(inputs);
    var rows = new Rows.Dense(standardiser.apply(inputs), inputs[0].length);
    return new NumbersClassifier(standardiser, LogisticRegression.fit(rows, labels, INVERSE_L2));
  }

  public void write(DataOutput out) throws IOException {
    standardiser.write(out);
    model.write(out);
  }

  public static NumbersClassifier read(DataInput in) throws IOException {
    var standardiser = Standardiser.read(in);
    return new NumbersClassifier(standardiser, LogisticRegression.read(in, standardiser.columns()));
  }

  /** How many numbers it tells from. */
  public int inputs() {
    return standardiser.columns();
  }

  /** The probability of "yes". */
  public double probability(double[] input) {
    return LogisticRegression.probability(model.score(standardiser.apply(input)));
  }
}
