package dev.spillway.worker.kernel;

import static dev.spillway.worker.kernel.Lanes.COUNT;
import static dev.spillway.worker.kernel.Lanes.bytes;
import static dev.spillway.worker.kernel.Lanes.floats;
import static dev.spillway.worker.kernel.Lanes.spread;
import static dev.spillway.worker.kernel.Lanes.store;
import static dev.spillway.worker.kernel.Lanes.zero;

import jdk.incubator.vector.FloatVector;

/** Weights of type Q8_0, dequantised in registers. */
final class VectorQ8 {
  private static final int ROWS = Panels.ROWS;
  private static final int BLOCK = PanelsQ8.BLOCK;
  private static final long BLOCK_BYTES = PanelsQ8.BLOCK_BYTES;
  private static final long COLUMN_BYTES = PanelsQ8.COLUMN_BYTES;
  private static final long SCALE_BYTES = 4L * ROWS;

  private VectorQ8() {}

  /** One vector times panels {@code from .. to}. */
  static void multiply(PanelsQ8 w, float[] x, float[] y, int offset, int from, int to) {
    for (int panel = from; panel < to; ) {
      if (panel % PanelsQ8.GROUP == 0 && panel + PanelsQ8.GROUP <= to) {
        four(w, x, y, offset, panel);
        panel += PanelsQ8.GROUP;
      } else {
        one(w, x, y, offset, panel);
        panel++;
      }
    }
  }

  /** Four panels at once: one sum would wait for its own last addition. */
  private static void four(PanelsQ8 w, float[] x, float[] y, int offset, int panel) {
    int columns = w.columns();
    for (int lane = 0; lane < ROWS; lane += COUNT) {
      long quants = w.quants(panel) + lane;
      long scales = w.scales(panel) + 4L * lane;
      FloatVector sum0 = zero();
      FloatVector sum1 = zero();
      FloatVector sum2 = zero();
      FloatVector sum3 = zero();
      for (int block = 0; block < columns; block += BLOCK) {
        FloatVector scale0 = floats(scales);
        FloatVector scale1 = floats(scales + SCALE_BYTES);
        FloatVector scale2 = floats(scales + 2 * SCALE_BYTES);
        FloatVector scale3 = floats(scales + 3 * SCALE_BYTES);
        for (int c = 0; c < BLOCK; c++) {
          FloatVector value = spread(x[block + c]);
          long at = quants + COLUMN_BYTES * c;
          sum0 = bytes(at).mul(scale0).fma(value, sum0);
          sum1 = bytes(at + ROWS).mul(scale1).fma(value, sum1);
          sum2 = bytes(at + 2 * ROWS).mul(scale2).fma(value, sum2);
          sum3 = bytes(at + 3 * ROWS).mul(scale3).fma(value, sum3);
        }
        quants += BLOCK_BYTES;
        scales += BLOCK_BYTES;
      }
      int to = offset + panel * ROWS + lane;
      store(sum0, y, to, ROWS);
      store(sum1, y, to + ROWS, ROWS);
      store(sum2, y, to + 2 * ROWS, ROWS);
      store(sum3, y, to + 3 * ROWS, w.rowsOf(panel + 3) - lane);
    }
  }

  private static void one(PanelsQ8 w, float[] x, float[] y, int offset, int panel) {
    for (int lane = 0; lane < ROWS; lane += COUNT) {
      long quants = w.quants(panel) + lane;
      long scales = w.scales(panel) + 4L * lane;
      FloatVector sum = zero();
      for (int block = 0; block < w.columns(); block += BLOCK) {
        FloatVector scale = floats(scales);
        for (int c = 0; c < BLOCK; c++) {
          sum = bytes(quants + COLUMN_BYTES * c).mul(scale).fma(spread(x[block + c]), sum);
        }
        quants += BLOCK_BYTES;
        scales += BLOCK_BYTES;
      }
      store(sum, y, offset + panel * ROWS + lane, w.rowsOf(panel) - lane);
    }
  }

  /** Converts a panel to floats {@code [columns, 16]} at {@code to[at]}. */
  static void unpack(PanelsQ8 w, int panel, float[] to, int at) {
    for (int lane = 0; lane < ROWS; lane += COUNT) {
      long quants = w.quants(panel) + lane;
      long scales = w.scales(panel) + 4L * lane;
      for (int block = 0; block < w.columns(); block += BLOCK) {
        FloatVector scale = floats(scales);
        for (int c = 0; c < BLOCK; c++) {
          bytes(quants + COLUMN_BYTES * c).mul(scale).intoArray(to, at + (block + c) * ROWS + lane);
        }
        quants += BLOCK_BYTES;
        scales += BLOCK_BYTES;
      }
    }
  }
}
