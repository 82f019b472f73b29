package dev.spillway.router.learn;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What classifiers that did not see an example say of it.
 *
 * <p>Each example is scored by a classifier of the others: what a classifier of all would say of a
 * new one. Who learns from these scores is not fooled by how well a classifier remembers the labels
 * it saw (stacked generalisation: Wolpert 1992). Of a few strengths the one is taken whose scores
 * fit the labels best.
 */
public final class CrossFit {
  private final double strength;
  private final double[] scores;

  private CrossFit(double strength, double[] scores) {
    this.strength = strength;
    this.scores = scores;
  }

  /** Learns once for each strength, ascending, from the same examples. */
  interface Learner<T> {
    /** Functions to logarithms of odds. */
    List<ToDoubleFunction<T>> path(List<T> examples, Targets labels, double[] strengths);
  }

  /**
   * Scores each example.
   *
   * @param labels as many as examples, each in [0, 1]
   * @param folds parts, each scored by a classifier of the others; at least 2
   */
  static <T> CrossFit of(
      List<T> examples, Targets labels, int folds, double[] strengths, Learner<T> learner) {
    double[][] scores = new double[strengths.length][labels.size()];
    double[] losses = new double[strengths.length];
    for (int number = 0; number < folds; number++) {
      var fold = new Fold(number, folds, labels.size());
      var path = learner.path(fold.seen(examples), labels.seen(fold), strengths);
      for (int i = number; i < labels.size(); i += folds) {
        for (int strength = 0; strength < strengths.length; strength++) {
          double score = path.get(strength).applyAsDouble(examples.get(i));
          scores[strength][i] = score;
          losses[strength] += labels.weight(i) * LogisticRegression.loss(score, labels.value(i));
        }
      }
    }
    int best = 0;
    for (int strength = 1; strength < strengths.length; strength++) {
      best = losses[strength] < losses[best] ? strength : best;
    }
    return new CrossFit(strengths[best], scores[best]);
  }

  /** How closely they followed the labels: what does best on examples not seen. */
  public double strength() {
    return strength;
  }

  /** Logarithms of odds, by example. */
  public double[] scores() {
    return scores.clone();
  }
}
