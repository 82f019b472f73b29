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
    long quants = w.quants(panel);
    long scales = w.scales(panel);
    for (int c = 0; c < w.columns(); c++) {
      for (int r = 0; r < ROWS; r++) {
        int at = c * ROWS + r;
        float scale = Memory.getFloat(scales + 4L * (c / PanelsQ8.BLOCK * ROWS + r));
        to[at] = scale * Memory.getByte(quants + at);
      }
    }
  }
}
