package dev.spillway.router.learn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The probability of "yes" as the logistic function of a weighted sum, with weights that maximise
 * the likelihood of the labels under a Gaussian prior (L2; the bias is free of it).
 */
final class LogisticRegression {
  private static final int ITERATIONS = 60;
  private static final double TOLERANCE = 1e-4;

  private final double[] weights;
  private final double bias;

  private LogisticRegression(double[] weights, double bias) {
    this.weights = weights;
    this.bias = bias;
  }

  /**
   * Fits the weights.
   *
   * @param labels each in [0, 1]; a share counts as that share of "yes"
   * @param inverseL2 the larger, the closer the weights follow the data (scikit-learn's {@code C})
   */
  static LogisticRegression fit(Rows rows, Targets labels, double inverseL2) {
    return path(rows, labels, inverseL2).getFirst();
  }

  /**
   * Fits once for each strength, each from where the one before it arrived: together little dearer
   * than the last alone.
   *
   * @param inverseL2 ascending
   */
  static List<LogisticRegression> path(Rows rows, Targets labels, double... inverseL2) {
    if (rows.size() == 0 || rows.size() != labels.size()) {
      throw new IllegalArgumentException("as many labels as rows are needed, and at least one");
    }
    int columns = rows.columns();
    double[] found = new double[columns + 1];
    found[columns] = logit(labels.mean());
    var path = new ArrayList<LogisticRegression>();
    for (double strength : inverseL2) {
      found =
          Lbfgs.minimise(
              (point, gradient) -> loss(rows, labels, strength, point, gradient),
              found,
              ITERATIONS,
              TOLERANCE);
      path.add(new LogisticRegression(rounded(found, columns), found[columns]));
    }
    return path;
  }

  /**
   * As {@link #path}, for rows of which most columns are zero everywhere. Those have weight zero,
   * so the search is done without them.
   */
  static List<LogisticRegression> sparsePath(
      List<SparseVector> rows, int columns, Targets labels, double... inverseL2) {
    boolean[] used = new boolean[columns];
    rows.forEach(row -> row.mark(used));
    int[] numbers = new int[columns];
    int count = 0;
    for (int column = 0; column < columns; column++) {
      numbers[column] = used[column] ? count++ : -1;
    }
    var packed = rows.stream().map(row -> row.renumbered(numbers)).toList();
    return path(new Rows.Sparse(packed, count), labels, inverseL2).stream()
        .map(found -> found.spread(numbers))
        .toList();
  }

  /** Says in the mean what these say: the mean of weighted sums is one. */
  static LogisticRegression mean(List<LogisticRegression> models) {
    double[] weights = new double[models.getFirst().weights.length];
    double bias = 0;
    for (var model : models) {
      bias += model.bias / models.size();
      for (int i = 0; i < weights.length; i++) {
        weights[i] += model.weights[i] / models.size();
      }
    }
    return new LogisticRegression(rounded(weights, weights.length), bias);
  }

  /**
   * As sure as another one says that one may be of what this one tells.
   *
   * @param calibration has learned from one number, what this one tells
   */
  LogisticRegression calibrated(LogisticRegression calibration) {
    double slope = calibration.weights[0];
    double[] scaled = weights.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= slope;
    }
    return new LogisticRegression(rounded(scaled, scaled.length), bias * slope + calibration.bias);
  }

  /** To what is written, so that a model that was written and read decides as before. */
  private static double[] rounded(double[] found, int columns) {
    double[] weights = new double[columns];
    for (int i = 0; i < columns; i++) {
      weights[i] = (float) found[i];
    }
    return weights;
  }

  /** The same weights in columns of other numbers; -1 for a column of weight zero. */
  private LogisticRegression spread(int[] numbers) {
    double[] spread = new double[numbers.length];
    for (int column = 0; column < numbers.length; column++) {
      spread[column] = numbers[column] < 0 ? 0 : weights[numbers[column]];
    }
    return new LogisticRegression(spread, bias);
  }

  void write(DataOutput out) throws IOException {
    out.writeDouble(bias);
    for (double weight : weights) {
      out.writeFloat((float) weight);
    }
  }

  static LogisticRegression read(DataInput in, int columns) throws IOException {
    double bias = Numbers.finite(in.readDouble());
    double[] weights = new double[columns];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Numbers.finite(in.readFloat());
    }
    return new LogisticRegression(weights, bias);
  }

  /** Writes the weights of these columns alone, for a model whose others are zero. */
  void writeSparse(DataOutput out, int[] columns) throws IOException {
    out.writeDouble(bias);
    for (int column : columns) {
      out.writeFloat((float) weights[column]);
    }
  }

  static LogisticRegression readSparse(DataInput in, int[] columns, int all) throws IOException {
    double bias = Numbers.finite(in.readDouble());
    double[] weights = new double[all];
    for (int column : columns) {
      weights[column] = Numbers.finite(in.readFloat());
    }
    return new LogisticRegression(weights, bias);
  }

  /** The logarithm of the odds of "yes". */
  double score(SparseVector input) {
    return bias + input.dot(weights);
  }

  /** The logarithm of the odds of "yes". */
  double score(Meaning input) {
    return bias + input.dot(weights);
  }

  /** The logarithm of the odds of "yes". */
  double score(double[] input) {
    double sum = bias;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * input[i];
    }
    return sum;
  }

  static double probability(double score) {
    return 1 / (1 + Math.exp(-score));
  }

  /** The negative log-likelihood of one label. */
  static double loss(double score, double label) {
    return softplus(score) - label * score;
  }

  /** The negative log-likelihood, scaled so that the prior has weight one half. */
  private static double loss(
      Rows rows, Targets labels, double inverseL2, double[] point, double[] gradient) {
    int columns = rows.columns();
    double loss = 0;
    for (int i = 0; i < columns; i++) {
      gradient[i] = point[i];
      loss += point[i] * point[i] / 2;
    }
    gradient[columns] = 0;
    double scale = 1.0 / rows.size();
    for (int row = 0; row < rows.size(); row++) {
      double score = rows.dot(row, point) + point[columns];
      double strength = inverseL2 * labels.weight(row);
      double slope = strength * (probability(score) - labels.value(row));
      loss += strength * loss(score, labels.value(row));
      rows.addTo(row, slope, gradient);
      gradient[columns] += slope;
    }
    for (int i = 0; i <= columns; i++) {
      gradient[i] *= scale;
    }
    return loss * scale;
  }

  /** {@code log(1 + exp(x))} without overflow. */
  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static double logit(double share) {
    double inside = Math.clamp(share, 1e-3, 1 - 1e-3);
    return Math.log(inside / (1 - inside));
  }
}
