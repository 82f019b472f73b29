package dev.spillway.router.learn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Tells from the {@link Meaning} of a text how likely a "yes" is. */
public final class MeaningClassifier {
  private static final double[] STRENGTHS = {0.1, 0.3, 1, 3};

  private final int columns;
  private final LogisticRegression model;
  private final double unknown;

  private MeaningClassifier(int columns, LogisticRegression model, double unknown) {
    this.columns = columns;
    this.model = model;
    this.unknown = unknown;
  }

  /**
   * Learns from texts and their labels.
   *
   * @param labels as many as texts, each in [0, 1]
   * @param fitted of the same, from {@link #crossFit}
   */
  public static MeaningClassifier fit(List<Meaning> texts, Targets labels, CrossFit fitted) {
    double[] up = Arrays.stream(STRENGTHS).filter(each -> each <= fitted.strength()).toArray();
    var rows = new Rows.Meanings(texts);
    return new MeaningClassifier(
        rows.columns(),
        LogisticRegression.path(rows, labels, up).getLast(),
        Arrays.stream(fitted.scores()).average().orElse(0));
  }

  /** What classifiers of the other texts say of each. */
  public static CrossFit crossFit(List<Meaning> texts, Targets labels, int folds) {
    return CrossFit.of(texts, labels, folds, STRENGTHS, MeaningClassifier::scorers);
  }

  private static List<ToDoubleFunction<Meaning>> scorers(
      List<Meaning> texts, Targets labels, double[] strengths) {
    return LogisticRegression.path(new Rows.Meanings(texts), labels, strengths).stream()
        .<ToDoubleFunction<Meaning>>map(model -> model::score)
        .toList();
  }

  public void write(DataOutput out) throws IOException {
    out.writeInt(columns);
    out.writeDouble(unknown);
    model.write(out);
  }

  public static MeaningClassifier read(DataInput in) throws IOException {
    int columns = Numbers.length(in.readInt(), Meaning.MOST);
    double unknown = Numbers.finite(in.readDouble());
    return new MeaningClassifier(columns, LogisticRegression.read(in, columns), unknown);
  }

  /** How many numbers a vector needs to be told from. */
  public int numbers() {
    return columns;
  }

  /** The logarithm of the odds of "yes". */
  public double score(Meaning text) {
    return model.score(text);
  }

  /** What to say of a text whose meaning is not known: what is said in the mean. */
  public double unknown() {
    return unknown;
  }
}
