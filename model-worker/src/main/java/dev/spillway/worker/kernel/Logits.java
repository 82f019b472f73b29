package dev.spillway.worker.kernel;

/**
 * What choosing a token asks of all the logits after it. Scalar and vector agree bit for bit, so
 * which one runs is no concern of the caller.
 */
public final class Logits {
  /** Terms that are added in single precision before a sum goes on in double precision. */
  static final int CHUNK = 1024;

  private static final boolean VECTOR = KernelFlavour.best() == KernelFlavour.VECTOR;

  private Logits() {}

  /** The place of the largest of {@code x[from .. from + count)}, the first among equals. */
  public static int largest(float[] x, int from, int count) {
    return VECTOR ? VectorLogits.largest(x, from, count) : ScalarLogits.largest(x, from, count);
  }

  /**
   * The sum of {@code exp(x[i] - top)}. Chunks of {@value #CHUNK} terms are each added as {@link
   * LaneSum} says, and their sums in order, in double precision.
   */
  public static double sumOfExponentials(float[] x, int from, int count, float top) {
    var lanes = new float[LaneSum.LANES];
    double sum = 0;
    for (int done = 0; done < count; done += CHUNK) {
      int terms = Math.min(CHUNK, count - done);
      sum +=
          VECTOR
              ? VectorLogits.exponentials(x, from + done, terms, top, lanes)
              : ScalarLogits.exponentials(x, from + done, terms, top, lanes);
    }
    return sum;
  }
}
