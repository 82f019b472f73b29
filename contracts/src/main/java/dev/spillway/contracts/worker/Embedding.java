package dev.spillway.contracts.worker;

import java.util.Arrays;

/** A text as a vector: at least one number, and each of them finite. Immutable. */
public final class Embedding {
  private final float[] vector;
  private final int tokens;

  /**
   * @param tokens of the text
   * @throws IllegalArgumentException if this is no vector
   */
  public Embedding(float[] vector, int tokens) {
    if (vector.length == 0) {
      throw new IllegalArgumentException("an embedding has at least one number");
    }
    for (var number : vector) {
      if (!Float.isFinite(number)) {
        throw new IllegalArgumentException("an embedding has finite numbers");
      }
    }
    this.vector = vector.clone();
    this.tokens = tokens;
  }

  /** A copy. */
  public float[] vector() {
    return vector.clone();
  }

  public int tokens() {
    return tokens;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Embedding embedding
        && tokens == embedding.tokens
        && Arrays.equals(vector, embedding.vector);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(vector);
  }
}
