package dev.spillway.worker.kernel;

/** Converts a panel to floats {@code [columns, 16]}; exact for every type. */
final class ScalarUnpack {
  private static final int ROWS = Panels.ROWS;

  private ScalarUnpack() {}

  static void panel(Panels w, int panel, float[] to) {
    switch (w) {
      case PanelsF32 f32 -> f32(f32, panel, to);
      case PanelsF16 f16 -> f16(f16, panel, to);
      case PanelsQ8 q8 -> q8(q8, panel, to);
    }
  }

  private static void f32(PanelsF32 w, int panel, float[] to) {
    long from = w.panel(panel);
    for (int i = 0; i < ROWS * w.columns(); i++) {
      to[i] = Memory.getFloat(from + 4L * i);
    }
  }

  private static void f16(PanelsF16 w, int panel, float[] to) {
    long from = w.panel(panel);
    for (int i = 0; i < ROWS * w.columns(); i++) {
      to[i] = Float.float16ToFloat(Memory.getShort(from + 2L * i));
    }
  }

  private static void q8(PanelsQ8 w, int panel, float[] to) {
    for (int c = 0; c < w.columns(); c++) {
      long block = c / PanelsQ8.BLOCK * PanelsQ8.BLOCK_BYTES;
      long quants = w.quants(panel) + block + c % PanelsQ8.BLOCK * PanelsQ8.COLUMN_BYTES;
      for (int r = 0; r < ROWS; r++) {
        float scale = Memory.getFloat(w.scales(panel) + block + 4L * r);
        to[c * ROWS + r] = scale * Memory.getByte(quants + r);
      }
    }
  }
}
