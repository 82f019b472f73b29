package dev.spillway.worker.kernel;

import static dev.spillway.worker.kernel.Lanes.COUNT;
import static dev.spillway.worker.kernel.Lanes.bytes;
import static dev.spillway.worker.kernel.Lanes.floats;
import static dev.spillway.worker.kernel.Lanes.spread;
import static dev.spillway.worker.kernel.Lanes.store;
import static dev.spillway.worker.kernel.Lanes.zero;

import jdk.incubator.vector.FloatVector;

/**
 * A few vectors times a matrix of type Q8_0, as when some answers are decoded together: weights are
 * dequantised in registers, once for all vectors of a tile, and never written back. From {@link
 * #MOST} vectors on, {@link VectorTile} is faster, which dequantises once for all tiles.
 *
 * <p>A tile has room for eight or four vectors. Where fewer are left, it computes the last one
 * several times, which costs less than a narrower tile would.
 */
final class VectorTileQ8 {
  /** Vectors for which this is the better way. */
  static final int MOST = 8;

  private static final int ROWS = Panels.ROWS;
  private static final int BLOCK = PanelsQ8.BLOCK;
  private static final long BLOCK_BYTES = PanelsQ8.BLOCK_BYTES;
  private static final long COLUMN_BYTES = PanelsQ8.COLUMN_BYTES;

  private VectorTileQ8() {}

  static void run(
      PanelsQ8 w, float[] x, int tokens, float[] y, int stride, int offset, int from, int to) {
    for (int panel = from; panel < to; panel += 2) {
      int second = Math.min(panel + 1, to - 1);
      for (int t = 0; t < tokens; ) {
        int left = tokens - t;
        if (COUNT == ROWS && left > 4) {
          twoByEight(w, panel, second, x, t, tokens - 1, y, stride, offset);
          t += 8;
        } else {
          twoByFour(w, panel, second, x, t, tokens - 1, y, stride, offset);
          t += 4;
        }
      }
    }
  }

  /** For vectors of 16 lanes. */
  private static void twoByEight(
      PanelsQ8 w,
      int first,
      int second,
      float[] x,
      int t,
      int last,
      float[] y,
      int stride,
      int offset) {
    int columns = w.columns();
    int t0 = t;
    int t1 = Math.min(t + 1, last);
    int t2 = Math.min(t + 2, last);
    int t3 = Math.min(t + 3, last);
    int t4 = Math.min(t + 4, last);
    int t5 = Math.min(t + 5, last);
    int t6 = Math.min(t + 6, last);
    int t7 = Math.min(t + 7, last);
    long quantsA = w.quants(first);
    long quantsB = w.quants(second);
    long scalesA = w.scales(first);
    long scalesB = w.scales(second);
    FloatVector a0 = zero();
    FloatVector b0 = zero();
    FloatVector a1 = zero();
    FloatVector b1 = zero();
    FloatVector a2 = zero();
    FloatVector b2 = zero();
    FloatVector a3 = zero();
    FloatVector b3 = zero();
    FloatVector a4 = zero();
    FloatVector b4 = zero();
    FloatVector a5 = zero();
    FloatVector b5 = zero();
    FloatVector a6 = zero();
    FloatVector b6 = zero();
    FloatVector a7 = zero();
    FloatVector b7 = zero();
    for (int block = 0; block < columns; block += BLOCK) {
      FloatVector scaleA = floats(scalesA);
      FloatVector scaleB = floats(scalesB);
      for (int i = 0; i < BLOCK; i++) {
        int c = block + i;
        FloatVector a = bytes(quantsA + COLUMN_BYTES * i).mul(scaleA);
        FloatVector b = bytes(quantsB + COLUMN_BYTES * i).mul(scaleB);
        FloatVector x0 = spread(x[t0 * columns + c]);
        a0 = a.fma(x0, a0);
        b0 = b.fma(x0, b0);
        FloatVector x1 = spread(x[t1 * columns + c]);
        a1 = a.fma(x1, a1);
        b1 = b.fma(x1, b1);
        FloatVector x2 = spread(x[t2 * columns + c]);
        a2 = a.fma(x2, a2);
        b2 = b.fma(x2, b2);
        FloatVector x3 = spread(x[t3 * columns + c]);
        a3 = a.fma(x3, a3);
        b3 = b.fma(x3, b3);
        FloatVector x4 = spread(x[t4 * columns + c]);
        a4 = a.fma(x4, a4);
        b4 = b.fma(x4, b4);
        FloatVector x5 = spread(x[t5 * columns + c]);
        a5 = a.fma(x5, a5);
        b5 = b.fma(x5, b5);
        FloatVector x6 = spread(x[t6 * columns + c]);
        a6 = a.fma(x6, a6);
        b6 = b.fma(x6, b6);
        FloatVector x7 = spread(x[t7 * columns + c]);
        a7 = a.fma(x7, a7);
        b7 = b.fma(x7, b7);
      }
      quantsA += BLOCK_BYTES;
      quantsB += BLOCK_BYTES;
      scalesA += BLOCK_BYTES;
      scalesB += BLOCK_BYTES;
    }
    int to = offset + first * ROWS;
    int next = offset + second * ROWS;
    int rows = w.rowsOf(first);
    int more = w.rowsOf(second);
    store(a0, y, t0 * stride + to, rows);
    store(b0, y, t0 * stride + next, more);
    store(a1, y, t1 * stride + to, rows);
    store(b1, y, t1 * stride + next, more);
    store(a2, y, t2 * stride + to, rows);
    store(b2, y, t2 * stride + next, more);
    store(a3, y, t3 * stride + to, rows);
    store(b3, y, t3 * stride + next, more);
    store(a4, y, t4 * stride + to, rows);
    store(b4, y, t4 * stride + next, more);
    store(a5, y, t5 * stride + to, rows);
    store(b5, y, t5 * stride + next, more);
    store(a6, y, t6 * stride + to, rows);
    store(b6, y, t6 * stride + next, more);
    store(a7, y, t7 * stride + to, rows);
    store(b7, y, t7 * stride + next, more);
  }

  private static void twoByFour(
      PanelsQ8 w,
      int first,
      int second,
      float[] x,
      int t,
      int last,
      float[] y,
      int stride,
      int offset) {
    int columns = w.columns();
    int t0 = t;
    int t1 = Math.min(t + 1, last);
    int t2 = Math.min(t + 2, last);
    int t3 = Math.min(t + 3, last);
    for (int lane = 0; lane < ROWS; lane += COUNT) {
      long quantsA = w.quants(first) + lane;
      long quantsB = w.quants(second) + lane;
      long scalesA = w.scales(first) + 4L * lane;
      long scalesB = w.scales(second) + 4L * lane;
      FloatVector a0 = zero();
      FloatVector b0 = zero();
      FloatVector a1 = zero();
      FloatVector b1 = zero();
      FloatVector a2 = zero();
      FloatVector b2 = zero();
      FloatVector a3 = zero();
      FloatVector b3 = zero();
      for (int block = 0; block < columns; block += BLOCK) {
        FloatVector scaleA = floats(scalesA);
        FloatVector scaleB = floats(scalesB);
        for (int i = 0; i < BLOCK; i++) {
          int c = block + i;
          FloatVector a = bytes(quantsA + COLUMN_BYTES * i).mul(scaleA);
          FloatVector b = bytes(quantsB + COLUMN_BYTES * i).mul(scaleB);
          FloatVector x0 = spread(x[t0 * columns + c]);
          a0 = a.fma(x0, a0);
          b0 = b.fma(x0, b0);
          FloatVector x1 = spread(x[t1 * columns + c]);
          a1 = a.fma(x1, a1);
          b1 = b.fma(x1, b1);
          FloatVector x2 = spread(x[t2 * columns + c]);
          a2 = a.fma(x2, a2);
          b2 = b.fma(x2, b2);
          FloatVector x3 = spread(x[t3 * columns + c]);
          a3 = a.fma(x3, a3);
          b3 = b.fma(x3, b3);
        }
        quantsA += BLOCK_BYTES;
        quantsB += BLOCK_BYTES;
        scalesA += BLOCK_BYTES;
        scalesB += BLOCK_BYTES;
      }
      int to = offset + first * ROWS + lane;
      int next = offset + second * ROWS + lane;
      int rows = w.rowsOf(first) - lane;
      int more = w.rowsOf(second) - lane;
      store(a0, y, t0 * stride + to, rows);
      store(b0, y, t0 * stride + next, more);
      store(a1, y, t1 * stride + to, rows);
      store(b1, y, t1 * stride + next, more);
      store(a2, y, t2 * stride + to, rows);
      store(b2, y, t2 * stride + next, more);
      store(a3, y, t3 * stride + to, rows);
      store(b3, y, t3 * stride + next, more);
    }
  }
}
