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
  private static final long SCALE_BYTES = 4L * ROWS;

  private VectorQ8() {}

  /** One vector times panels {@code from .. to}. */
  static void multiply(PanelsQ8 w, float[] x, float[] y, int offset, int from, int to) {
    int panel = from;
    for (; panel + 4 <= to; panel += 4) {
      four(w, x, y, offset, panel);
    }
    for (; panel < to; panel++) {
      one(w, x, y, offset, panel);
    }
  }

  /** Four panels at once: one sum would wait for its own last addition. */
  private static void four(PanelsQ8 w, float[] x, float[] y, int offset, int panel) {
    int columns = w.columns();
    long quantStep = (long) ROWS * columns;
    long scaleStep = SCALE_BYTES * (columns / BLOCK);
    for (int lane = 0; lane < ROWS; lane += COUNT) {
      long quants = w.quants(panel) + lane;
      long scales = w.scales(panel) + 4L * lane;
      FloatVector sum0 = zero();
      FloatVector sum1 = zero();
      FloatVector sum2 = zero();
      FloatVector sum3 = zero();
      for (int block = 0; block < columns; block += BLOCK) {
        FloatVector scale0 = floats(scales);
        FloatVector scale1 = floats(scales + scaleStep);
        FloatVector scale2 = floats(scales + 2 * scaleStep);
        FloatVector scale3 = floats(scales + 3 * scaleStep);
        scales += SCALE_BYTES;
        for (int c = block; c < block + BLOCK; c++) {
          FloatVector value = spread(x[c]);
          long at = quants + (long) ROWS * c;
          sum0 = bytes(at).mul(scale0).fma(value, sum0);
          sum1 = bytes(at + quantStep).mul(scale1).fma(value, sum1);
          sum2 = bytes(at + 2 * quantStep).mul(scale2).fma(value, sum2);
          sum3 = bytes(at + 3 * quantStep).mul(scale3).fma(value, sum3);
        }
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
        scales += SCALE_BYTES;
        for (int c = block; c < block + BLOCK; c++) {
          sum = bytes(quants + (long) ROWS * c).mul(scale).fma(spread(x[c]), sum);
        }
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
        scales += SCALE_BYTES;
        for (int c = block; c < block + BLOCK; c++) {
          bytes(quants + (long) ROWS * c).mul(scale).intoArray(to, at + c * ROWS + lane);
        }
      }
    }
  }
}
