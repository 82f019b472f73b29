package dev.spillway.router.length;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A weight for each column, moved by AdaGrad (Duchi et al., JMLR 2011): the steps of a column
 * shrink with what it has been moved before, so that rare words learn fast and common ones settle.
 * They do not shrink for ever, lest what is learned outlive its truth.
 *
 * <p>Every feature has two columns, one for all tiers and one of its own tier (Daumé 2007, arXiv
 * 0907.1815): what makes answers long is much the same for every model, and what is not shows.
 */
final class HashedWeights {
  private static final int COLUMNS = 1 << 17;
  private static final float RATE = 0.1f;
  private static final float MOST_MOVED = 400;
  private static final float CUE = 0.3f;

  private final float[] weights = new float[COLUMNS];
  private final float[] moved = new float[COLUMNS];

  /** How much longer than others of the tier, in the logarithm of the odds to go on. */
  double score(PromptFeatures prompt, int tier) {
    double words = sum(prompt.words(), tier);
    return words * wordValue(prompt) + CUE * sum(prompt.cues(), tier);
  }

  /** A step down the slope of the loss by the score. */
  void descend(PromptFeatures prompt, int tier, double slope) {
    descend(prompt.words(), tier, (float) (slope * wordValue(prompt)));
    descend(prompt.cues(), tier, (float) (slope * CUE));
  }

  private static double wordValue(PromptFeatures prompt) {
    return 1 / Math.sqrt(Math.max(1, prompt.words().length));
  }

  private double sum(int[] features, int tier) {
    double sum = 0;
    for (int feature : features) {
      sum += weights[column(feature)] + weights[column(feature ^ tier)];
    }
    return sum;
  }

  private void descend(int[] features, int tier, float gradient) {
    for (int feature : features) {
      descend(column(feature), gradient);
      descend(column(feature ^ tier), gradient);
    }
  }

  private void descend(int column, float gradient) {
    moved[column] = Math.min(MOST_MOVED, moved[column] + gradient * gradient);
    weights[column] -= RATE * gradient / (float) Math.sqrt(1 + moved[column]);
  }

  /** Mixes all bits into the low ones (MurmurHash3's finalizer). */
  private static int column(int hash) {
    int mixed = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
    mixed = (mixed ^ (mixed >>> 13)) * 0xC2B2AE35;
    return (mixed ^ (mixed >>> 16)) & (COLUMNS - 1);
  }

  void write(DataOutput out) throws IOException {
    for (int column = 0; column < COLUMNS; column++) {
      out.writeFloat(weights[column]);
      out.writeFloat(moved[column]);
    }
  }

  void read(DataInput in) throws IOException {
    for (int column = 0; column < COLUMNS; column++) {
      weights[column] = in.readFloat();
      moved[column] = in.readFloat();
    }
  }
}
