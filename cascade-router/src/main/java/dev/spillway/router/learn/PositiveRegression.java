package dev.spillway.router.learn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Tells from a few numbers how large a positive quantity is, such as a cost: ridge regression of
 * its logarithm, and a factor that makes the mean over the examples right (Duan's smearing
 * estimate, JASA 1983), because what a mean logarithm stands for is a median.
 */
public final class PositiveRegression {
  private static final double L2 = 1.0;

  private final Standardiser standardiser;
  private final double[] weights;
  private final double bias;
  private final double least;
  private final double most;

  private PositiveRegression(
      Standardiser standardiser, double[] weights, double bias, double least, double most) {
    this.standardiser = standardiser;
    this.weights = weights;
    this.bias = bias;
    this.least = least;
    this.most = most;
  }

  /**
   * Learns from examples.
   *
   * @param inputs {@code [examples, numbers]}, at least one example
   * @param values as many as examples, none negative; zeros count as the least that is not zero
   */
  public static PositiveRegression fit(double[][] inputs, Targets values) {
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    double sum = 0;
    for (int i = 0; i < values.size(); i++) {
      double value = values.value(i);
      least = value > 0 ? Math.min(least, value) : least;
      most = Math.max(most, value);
      sum += values.weight(i) * value;
    }
    var standardiser = Standardiser.of(inputs);
    int columns = inputs[0].length;
    if (most == 0) {
      return new PositiveRegression(standardiser, new double[columns], 0, 0, 0);
    }
    double[][] rows = standardiser.apply(inputs);
    double[] logs = new double[values.size()];
    double mean = 0;
    for (int i = 0; i < logs.length; i++) {
      logs[i] = Math.log(Math.max(least, values.value(i)));
      mean += values.weight(i) * logs[i] / logs.length;
    }
    double[] weights = ridge(rows, values.counting(logs), mean);
    double smeared = 0;
    for (int i = 0; i < logs.length; i++) {
      smeared += values.weight(i) * Math.exp(mean + dot(weights, rows[i]));
    }
    return new PositiveRegression(
        standardiser, weights, mean + Math.log(sum / smeared), least, most);
  }

  public void write(DataOutput out) throws IOException {
    standardiser.write(out);
    Numbers.write(out, weights);
    out.writeDouble(bias);
    out.writeDouble(least);
    out.writeDouble(most);
  }

  public static PositiveRegression read(DataInput in) throws IOException {
    var standardiser = Standardiser.read(in);
    return new PositiveRegression(
        standardiser,
        Numbers.read(in, standardiser.columns()),
        Numbers.finite(in.readDouble()),
        Numbers.finite(in.readDouble()),
        Numbers.finite(in.readDouble()));
  }

  /** How many numbers it tells from. */
  public int inputs() {
    return standardiser.columns();
  }

  /** What to expect; never beyond what was seen. */
  public double expected(double[] input) {
    return Math.clamp(Math.exp(bias + dot(weights, standardiser.apply(input))), least, most);
  }

  /**
   * Solves {@code (X'WX + L2 I) w = X'W(y - mean)} by Cholesky's decomposition, {@code W} being how
   * much each row counts.
   */
  private static double[] ridge(double[][] rows, Targets values, double mean) {
    int columns = rows[0].length;
    double[][] square = new double[columns][columns];
    double[] right = new double[columns];
    for (int r = 0; r < rows.length; r++) {
      for (int i = 0; i < columns; i++) {
        double weighted = values.weight(r) * rows[r][i];
        right[i] += weighted * (values.value(r) - mean);
        for (int j = 0; j <= i; j++) {
          square[i][j] += weighted * rows[r][j];
        }
      }
    }
    for (int i = 0; i < columns; i++) {
      square[i][i] += L2;
      for (int j = 0; j <= i; j++) {
        double rest = square[i][j];
        for (int k = 0; k < j; k++) {
          rest -= square[i][k] * square[j][k];
        }
        square[i][j] = i == j ? Math.sqrt(rest) : rest / square[j][j];
      }
    }
    for (int i = 0; i < columns; i++) {
      for (int k = 0; k < i; k++) {
        right[i] -= square[i][k] * right[k];
      }
      right[i] /= square[i][i];
    }
    for (int i = columns - 1; i >= 0; i--) {
      for (int k = i + 1; k < columns; k++) {
        right[i] -= square[k][i] * right[k];
      }
      right[i] /= square[i][i];
    }
    return right;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
