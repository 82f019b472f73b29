package dev.spillway.router.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tells from the {@link Words} of a text how likely a "yes" is: each column weighted by how rare it
 * is (inverse document frequency) and the whole scaled to length one, into a {@link
 * LogisticRegression}. Scoring a page of text takes tens of microseconds.
 */
public final class TextClassifier {
  private static final double INVERSE_L2 = 1.0;

  private final float[] rarity;
  private final LogisticRegression model;

  private TextClassifier(float[] rarity, LogisticRegression model) {
    this.rarity = rarity;
    this.model = model;
  }

  /**
   * Learns from texts and their labels.
   *
   * @param labels as many as texts, each in [0, 1]
   */
  public static TextClassifier fit(List<Words> texts, double[] labels) {
    float[] rarity = rarity(texts);
    var rows = texts.stream().map(text -> weighted(text, rarity)).toList();
    return new TextClassifier(
        rarity, LogisticRegression.fitSparse(rows, Words.COLUMNS, labels, INVERSE_L2));
  }

  /**
   * Scores each text by a classifier that did not see it: what a classifier of all texts would say
   * of a new one. Who learns from these scores is not fooled by how well a classifier remembers the
   * labels it saw (stacked generalisation: Wolpert 1992).
   *
   * @param folds parts, each scored by a classifier of the others; at least 2
   */
  public static double[] crossFit(List<Words> texts, double[] labels, int folds) {
    double[] scores = new double[labels.length];
    for (int fold = 0; fold < folds; fold++) {
      var seen = new ArrayList<Words>();
      double[] seenLabels = new double[labels.length];
      for (int i = 0; i < labels.length; i++) {
        if (i % folds != fold) {
          seenLabels[seen.size()] = labels[i];
          seen.add(texts.get(i));
        }
      }
      var classifier = fit(seen, Arrays.copyOf(seenLabels, seen.size()));
      for (int i = fold; i < labels.length; i += folds) {
        scores[i] = classifier.score(texts.get(i));
      }
    }
    return scores;
  }

  /** The logarithm of the odds of "yes". */
  public double score(Words text) {
    return model.score(weighted(text, rarity));
  }

  private static SparseVector weighted(Words text, float[] rarity) {
    int[] columns = text.columns();
    float[] values = new float[columns.length];
    double squares = 0;
    for (int i = 0; i < columns.length; i++) {
      values[i] = rarity[columns[i]];
      squares += (double) values[i] * values[i];
    }
    float scale = squares == 0 ? 0 : (float) (1 / Math.sqrt(squares));
    for (int i = 0; i < values.length; i++) {
      values[i] *= scale;
    }
    return new SparseVector(columns, values);
  }

  private static float[] rarity(List<Words> texts) {
    int[] counts = new int[Words.COLUMNS];
    for (var text : texts) {
      for (int column : text.columns()) {
        counts[column]++;
      }
    }
    float[] rarity = new float[Words.COLUMNS];
    for (int i = 0; i < rarity.length; i++) {
      rarity[i] = (float) (Math.log((1.0 + texts.size()) / (1.0 + counts[i])) + 1);
    }
    return rarity;
  }
}
