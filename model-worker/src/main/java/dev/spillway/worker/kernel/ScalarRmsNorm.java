package dev.spillway.worker.kernel;

/** Root mean square normalisation; the squares are summed as {@link LaneSum} says. */
final class ScalarRmsNorm {
  private ScalarRmsNorm() {}

  static void run(
      float[] x, float[] weight, float epsilon, int from, int to, float[] out, float[] lanes) {
    int width = weight.length;
    for (int row = from * width; row < to * width; row += width) {
      for (int l = 0; l < LaneSum.LANES; l++) {
        lanes[l] = 0f;
      }
      for (int i = 0; i < width; i++) {
        float value = x[row + i];
        lanes[i % LaneSum.LANES] = Math.fma(value, value, lanes[i % LaneSum.LANES]);
      }
      float scale = scale(LaneSum.tree(lanes, 0), width, epsilon);
      for (int i = 0; i < width; i++) {
        out[row + i] = x[row + i] * scale * weight[i];
      }
    }
  }

  static float scale(float squares, int width, float epsilon) {
    return (float) (1.0 / Math.sqrt((double) squares / width + epsilon));
  }
}
