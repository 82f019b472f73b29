package dev.spillway.router.learn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * Tells from a few numbers how likely a "yes" is: each number brought to mean zero and variance one
 * over the examples, into a {@link LogisticRegression}.
 */
public final class NumbersClassifier {
  /** How closely it may follow the examples, ascending; {@link #losses} tells which is best. */
  public static final List<Double> STRENGTHS = List.of(0.002, 0.01, 0.05, 0.25);

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
   * @param strength one of {@link #STRENGTHS}
   */
  public static NumbersClassifier fit(double[][] inputs, Targets labels, double strength) {
    var standardiser = Standardiser.of(inputs);
    var rows = new Rows.Dense(standardiser.apply(inputs), inputs[0].length);
    return new NumbersClassifier(standardiser, LogisticRegression.fit(rows, labels, strength));
  }

  /**
   * For each of {@link #STRENGTHS}, what classifiers lose on examples that they did not see: the
   * mean negative log-likelihood, by cross-validation.
   */
  public static double[] losses(double[][] inputs, Targets labels, int folds) {
    double[] strengths = STRENGTHS.stream().mapToDouble(strength -> strength).toArray();
    double[] losses = new double[strengths.length];
    for (int number = 0; number < folds; number++) {
      var fold = new Fold(number, folds, inputs.length);
      var seen = fold.seen(List.of(inputs)).toArray(double[][]::new);
      var standardiser = Standardiser.of(seen);
      var rows = new Rows.Dense(standardiser.apply(seen), seen[0].length);
      var path = LogisticRegression.path(rows, labels.seen(fold), strengths);
      for (int i = number; i < inputs.length; i += folds) {
        double[] input = standardiser.apply(inputs[i]);
        for (int strength = 0; strength < strengths.length; strength++) {
          double score = path.get(strength).score(input);
          losses[strength] +=
              labels.weight(i) * LogisticRegression.loss(score, labels.value(i)) / inputs.length;
        }
      }
    }
    return losses;
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
