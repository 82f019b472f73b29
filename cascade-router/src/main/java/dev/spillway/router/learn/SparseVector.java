package dev.spillway.router.learn;

/** A vector of which few components are not zero. */
final class SparseVector {
  private final int[] indices;
  private final float[] values;

  /**
   * @param indices ascending, none twice
   * @param values as many as indices
   */
  SparseVector(int[] indices, float[] values) {
    this.indices = indices;
    this.values = values;
  }

  /** Calls the components that are not zero by other numbers, which must keep their order. */
  SparseVector renumbered(int[] numbers) {
    int[] renumbered = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      renumbered[i] = numbers[indices[i]];
    }
    return new SparseVector(renumbered, values);
  }

  /** Sets the components that are not zero. */
  void mark(boolean[] columns) {
    for (int index : indices) {
      columns[index] = true;
    }
  }

  double dot(double[] weights) {
    double sum = 0;
    for (int i = 0; i < indices.length; i++) {
      sum += values[i] * weights[indices[i]];
    }
    return sum;
  }

  /** {@code to += factor * this}. */
  void addTo(double factor, double[] to) {
    for (int i = 0; i < indices.length; i++) {
      to[indices[i]] += factor * values[i];
    }
  }
}
