package dev.spillway.router.learn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Tells from the {@link Words} of a text how likely a "yes" is: each column weighted by how rare it
 * is (inverse document frequency) and the whole scaled to length one, into a {@link
 * LogisticRegression}. Columns that fewer than two texts had say nothing: one text cannot tell a
 * word from chance, and a new text has words of its own. Scoring a page of text takes tens of
 * microseconds.
 */
public final class TextClassifier {
  private static final double[] STRENGTHS = {0.3, 1, 3};

  /** Texts that a column must have been in. */
  private static final int LEAST = 2;

  private static final int MOST_TEXTS = 100_000_000;

  private final int texts;
  private final int[] counts;
  private final float[] rarity;
  private final LogisticRegression model;

  /**
   * @param texts that were learned from
   * @param counts of them that have each column
   */
  private TextClassifier(int texts, int[] counts, LogisticRegression model) {
    this.texts = texts;
    this.counts = counts;
    this.rarity = rarity(texts, counts);
    this.model = model;
  }

  /**
   * Learns from texts and their labels.
   *
   * @param labels as many as texts, each in [0, 1]
   * @param strength how closely to follow the labels, from {@link #crossFit}; found on the same way
   *     as there, from the weaker ones
   */
  public static TextClassifier fit(List<Words> texts, Targets labels, double strength) {
    double[] up = Arrays.stream(STRENGTHS).filter(each -> each <= strength).toArray();
    return path(texts, labels, up).getLast();
  }

  /** What classifiers of the other texts say of each. */
  public static CrossFit crossFit(List<Words> texts, Targets labels, int folds) {
    return CrossFit.of(texts, labels, folds, STRENGTHS, TextClassifier::scorers);
  }

  private static List<ToDoubleFunction<Words>> scorers(
      List<Words> texts, Targets labels, double[] strengths) {
    return path(texts, labels, strengths).stream()
        .<ToDoubleFunction<Words>>map(classifier -> classifier::score)
        .toList();
  }

  private static List<TextClassifier> path(List<Words> texts, Targets labels, double... strengths) {
    int[] counts = counts(texts);
    float[] rarity = rarity(texts.size(), counts);
    var rows = texts.stream().map(text -> weighted(text, rarity)).toList();
    return LogisticRegression.sparsePath(rows, Words.COLUMNS, labels, strengths).stream()
        .map(model -> new TextClassifier(texts.size(), counts, model))
        .toList();
  }

  /** Of the columns that say nothing there is nothing to write. */
  public void write(DataOutput out) throws IOException {
    int[] columns = IntStream.range(0, Words.COLUMNS).filter(i -> counts[i] >= LEAST).toArray();
    out.writeInt(texts);
    out.writeInt(columns.length);
    for (int column : columns) {
      out.writeInt(column);
      out.writeInt(counts[column]);
    }
    model.writeSparse(out, columns);
  }

  public static TextClassifier read(DataInput in) throws IOException {
    int texts = Numbers.length(in.readInt(), MOST_TEXTS);
    int[] columns = new int[Numbers.length(in.readInt(), Words.COLUMNS)];
    int[] counts = new int[Words.COLUMNS];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = Numbers.length(in.readInt(), Words.COLUMNS - 1);
      counts[columns[i]] = Numbers.length(in.readInt(), texts);
    }
    return new TextClassifier(
        texts, counts, LogisticRegression.readSparse(in, columns, Words.COLUMNS));
  }

  /** The logarithm of the odds of "yes". */
  public double score(Words text) {
    return model.score(weighted(text, rarity));
  }

  private static SparseVector weighted(Words text, float[] rarity) {
    int[] columns = Arrays.stream(text.columns()).filter(i -> rarity[i] > 0).toArray();
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

  private static int[] counts(List<Words> texts) {
    int[] counts = new int[Words.COLUMNS];
    for (var text : texts) {
      for (int column : text.columns()) {
        counts[column]++;
      }
    }
    return counts;
  }

  private static float[] rarity(int texts, int[] counts) {
    float[] rarity = new float[Words.COLUMNS];
    for (int i = 0; i < rarity.length; i++) {
      rarity[i] = counts[i] < LEAST ? 0 : (float) (Math.log((1.0 + texts) / (1.0 + counts[i])) + 1);
    }
    return rarity;
  }
}
