package dev.spillway.router.learn;

import java.util.Arrays;

/**
 * What a text is about, as a vector of length one: its sentence embedding (Reimers and Gurevych
 * 2019, arXiv 1908.10084). Texts that say alike in other words have vectors alike, which {@link
 * Words} cannot see. Immutable.
 */
public final class Meaning {
  /** Numbers that a vector may have. */
  static final int MOST = 1 << 14;

  private final String model;
  private final float[] vector;

  private Meaning(String model, float[] vector) {
    this.model = model;
    this.vector = vector;
  }

  /**
   * Of an embedding of any length but zero.
   *
   * @param model that made it; what others made cannot be compared with it
   * @throws IllegalArgumentException if it points nowhere, or has too many numbers
   */
  public static Meaning of(String model, float[] embedding) {
    double squares = 0;
    for (float number : embedding) {
      squares += (double) number * number;
    }
    if (!(squares > 0 && squares < Double.POSITIVE_INFINITY) || embedding.length > MOST) {
      throw new IllegalArgumentException("this embedding points nowhere or has too many numbers");
    }
    var vector = new float[embedding.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (embedding[i] / Math.sqrt(squares));
    }
    return new Meaning(model, vector);
  }

  public String model() {
    return model;
  }

  /** How many numbers the vector has. */
  public int numbers() {
    return vector.length;
  }

  double dot(double[] weights) {
    double sum = 0;
    for (int i = 0; i < vector.length; i++) {
      sum += vector[i] * weights[i];
    }
    return sum;
  }

  void addTo(double factor, double[] to) {
    for (int i = 0; i < vector.length; i++) {
      to[i] += factor * vector[i];
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Meaning meaning
        && model.equals(meaning.model)
        && Arrays.equals(vector, meaning.vector);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(vector);
  }
}
