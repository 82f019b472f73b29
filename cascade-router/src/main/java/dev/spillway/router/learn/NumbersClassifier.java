package dev.spillway.router.learn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Tells from a few numbers how likely a "yes" is: each number brought to mean zero and variance one
 * over the examples, into a {@link LogisticRegression}.
 */
public final class NumbersClassifier {
  /** How closely it may follow the examples, ascending; {@link #losses} tells which is best. */
  public static final List<Double> STRENGTHS = List.of(0.002, 0.01, 0.05, 0.25);

  /** How closely what calibrates follows the examples: it has one number to learn. */
  private static final double CALIBRATION = 1;

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
   * Learns from every combination of a few kinds of numbers, and goes by the mean of what these
   * tell (combination of forecasts: Bates and Granger 1969). Few examples cannot say how far each
   * kind carries; the mean loses little where one combination would do best, and less than that one
   * where it errs. Each follows the examples as closely as does best on those that it did not see,
   * and how sure to be of the mean is learned from such as well. To ask it costs no more than to
   * ask one: the mean of weighted sums is one.
   *
   * @param kinds numbers of each kind, by their index
   * @param folds parts for cross-fitting
   */
  public static NumbersClassifier ofKinds(
      double[][] inputs, Targets labels, List<BitSet> kinds, int folds) {
    var standardiser = Standardiser.of(inputs);
    double[][] standard = standardiser.apply(inputs);
    int combinations = (1 << kinds.size()) - 1;
    double[][] told = new double[inputs.length][1];
    var models = new ArrayList<LogisticRegression>();
    for (int set = 1; set <= combinations; set++) {
      double[][] some = only(standard, union(kinds, set));
      var fitted =
          CrossFit.of(List.of(some), labels, folds, strengths(), NumbersClassifier::scorers);
      double[] scores = fitted.scores();
      for (int i = 0; i < told.length; i++) {
        told[i][0] += scores[i] / combinations;
      }
      models.add(LogisticRegression.fit(dense(List.of(some)), labels, fitted.strength()));
    }
    var calibration = LogisticRegression.fit(dense(List.of(told)), labels, CALIBRATION);
    return new NumbersClassifier(
        standardiser, LogisticRegression.mean(models).calibrated(calibration));
  }

  private static List<ToDoubleFunction<double[]>> scorers(
      List<double[]> inputs, Targets labels, double[] strengths) {
    return LogisticRegression.path(dense(inputs), labels, strengths).stream()
        .<ToDoubleFunction<double[]>>map(model -> model::score)
        .toList();
  }

  private static Rows dense(List<double[]> inputs) {
    return new Rows.Dense(inputs.toArray(double[][]::new), inputs.getFirst().length);
  }

  private static double[] strengths() {
    return STRENGTHS.stream().mapToDouble(strength -> strength).toArray();
  }

  private static BitSet union(List<BitSet> kinds, int set) {
    var union = new BitSet();
    for (int kind = 0; kind < kinds.size(); kind++) {
      if ((set >> kind & 1) == 1) {
        union.or(kinds.get(kind));
      }
    }
    return union;
  }

  /** The same with zero for the others, which then say nothing. */
  private static double[][] only(double[][] inputs, BitSet columns) {
    double[][] some = new double[inputs.length][];
    for (int i = 0; i < inputs.length; i++) {
      some[i] = new double[inputs[i].length];
      for (int column = columns.nextSetBit(0);
          column >= 0;
          column = columns.nextSetBit(column + 1)) {
        some[i][column] = inputs[i][column];
      }
    }
    return some;
  }

  /**
   * For each of {@link #STRENGTHS}, what classifiers lose on examples that they did not see: the
   * mean negative log-likelihood, by cross-validation.
   */
  public static double[] losses(double[][] inputs, Targets labels, int folds) {
    double[] strengths = strengths();
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
