package dev.spillway.router.learn;

/**
 * Tells from a few numbers how likely a "yes" is: each number brought to mean zero and variance one
 * over the examples, into a {@link LogisticRegression}.
 */
public final class NumbersClassifier {
  private static final double INVERSE_L2 = 0.05;

  private final double[] mean;
  private final double[] scale;
  private final LogisticRegression model;

  private NumbersClassifier(double[] mean, double[] scale, LogisticRegression model) {
    this.mean = mean;
    this.scale = scale;
    this.model = model;
  }

  /**
   * Learns from examples.
   *
   * @param inputs {@code [examples, numbers]}, at least one example
   * @param labels as many as examples, each in [0, 1]
   */
  public static NumbersClassifier fit(double[][] inputs, double[] labels) {
    int columns = inputs[0].length;
    double[] mean = new double[columns];
    double[] scale = new double[columns];
    for (double[] input : inputs) {
      for (int i = 0; i < columns; i++) {
        mean[i] += input[i] / inputs.length;
      }
    }
    for (double[] input : inputs) {
      for (int i = 0; i < columns; i++) {
        scale[i] += (input[i] - mean[i]) * (input[i] - mean[i]) / inputs.length;
      }
    }
    for (int i = 0; i < columns; i++) {
      scale[i] = scale[i] < 1e-12 ? 0 : 1 / Math.sqrt(scale[i]);
    }
    double[][] rows = new double[inputs.length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = standard(inputs[i], mean, scale);
    }
    var model = LogisticRegression.fit(new Rows.Dense(rows, columns), labels, INVERSE_L2);
    return new NumbersClassifier(mean, scale, model);
  }

  /** The probability of "yes". */
  public double probability(double[] input) {
    return LogisticRegression.probability(model.score(standard(input, mean, scale)));
  }

  private static double[] standard(double[] input, double[] mean, double[] scale) {
    double[] standard = new double[input.length];
    for (int i = 0; i < input.length; i++) {
      standard[i] = (input[i] - mean[i]) * scale[i];
    }
    return standard;
  }
}
