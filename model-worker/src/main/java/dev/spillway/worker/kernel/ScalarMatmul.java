package dev.spillway.worker.kernel;

/** Matrix times vectors: each row adds its products in column order, fused. */
final class ScalarMatmul {
  private static final int ROWS = Panels.ROWS;

  private ScalarMatmul() {}

  static void run(
      Panels w,
      float[] x,
      int tokens,
      float[] y,
      int stride,
      int offset,
      int from,
      int to,
      float[] scratch) {
    var sums = new float[ROWS];
    for (int panel = from; panel < to; panel++) {
      ScalarUnpack.panel(w, panel, scratch);
      for (int t = 0; t < tokens; t++) {
        multiply(scratch, w.columns(), x, t * w.columns(), sums);
        System.arraycopy(sums, 0, y, t * stride + offset + panel * ROWS, w.rowsOf(panel));
      }
    }
  }

  private static void multiply(float[] panel, int columns, float[] x, int at, float[] sums) {
    for (int r = 0; r < ROWS; r++) {
      sums[r] = 0f;
    }
    for (int c = 0; c < columns; c++) {
      float value = x[at + c];
      for (int r = 0; r < ROWS; r++) {
        sums[r] = Math.fma(panel[c * ROWS + r], value, sums[r]);
      }
    }
  }
}
