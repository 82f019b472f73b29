package dev.spillway.worker.kernel;

import static dev.spillway.worker.kernel.Lanes.COUNT;
import static dev.spillway.worker.kernel.Lanes.floats;
import static dev.spillway.worker.kernel.Lanes.spread;
import static dev.spillway.worker.kernel.Lanes.store;
import static dev.spillway.worker.kernel.Lanes.zero;

import jdk.incubator.vector.FloatVector;

/** Weights of type F32. */
final class VectorF32 {
  private static final int ROWS = Panels.ROWS;
  private static final int COLUMN_BYTES = 4 * ROWS;

  private VectorF32() {}

  /** One vector times panels {@code from .. to}. */
  static void multiply(PanelsF32 w, float[] x, float[] y, int offset, int from, int to) {
    int panel = from;
    for (; panel + 4 <= to; panel += 4) {
      four(w, x, y, offset, panel);
    }
    for (; panel < to; panel++) {
      one(w, x, y, offset, panel);
    }
  }

  /** Four panels at once: one sum would wait for its own last addition. */
  private static void four(PanelsF32 w, float[] x, float[] y, int offset, int panel) {
    int columns = w.columns();
    for (int lane = 0; lane < ROWS; lane += COUNT) {
      long at0 = w.panel(panel) + 4L * lane;
      long at1 = w.panel(panel + 1) + 4L * lane;
      long at2 = w.panel(panel + 2) + 4L * lane;
      long at3 = w.panel(panel + 3) + 4L * lane;
      FloatVector sum0 = zero();
      FloatVector sum1 = zero();
      FloatVector sum2 = zero();
      FloatVector sum3 = zero();
      for (int c = 0; c < columns; c++) {
        FloatVector value = spread(x[c]);
        long step = (long) COLUMN_BYTES * c;
        sum0 = floats(at0 + step).fma(value, sum0);
        sum1 = floats(at1 + step).fma(value, sum1);
        sum2 = floats(at2 + step).fma(value, sum2);
        sum3 = floats(at3 + step).fma(value, sum3);
      }
      int to = offset + panel * ROWS + lane;
      store(sum0, y, to, ROWS);
      store(sum1, y, to + ROWS, ROWS);
      store(sum2, y, to + 2 * ROWS, ROWS);
      store(sum3, y, to + 3 * ROWS, w.rowsOf(panel + 3) - lane);
    }
  }

  private static void one(PanelsF32 w, float[] x, float[] y, int offset, int panel) {
    for (int lane = 0; lane < ROWS; lane += COUNT) {
      long at = w.panel(panel) + 4L * lane;
      FloatVector sum = zero();
      for (int c = 0; c < w.columns(); c++) {
        sum = floats(at + (long) COLUMN_BYTES * c).fma(spread(x[c]), sum);
      }
      store(sum, y, offset + panel * ROWS + lane, w.rowsOf(panel) - lane);
    }
  }

  /** Converts a panel to floats {@code [columns, 16]} at {@code to[at]}. */
  static void unpack(PanelsF32 w, int panel, float[] to, int at) {
    long from = w.panel(panel);
    for (int i = 0; i < ROWS * w.columns(); i += COUNT) {
      floats(from + 4L * i).intoArray(to, at + i);
    }
  }
}
