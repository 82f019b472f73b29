package dev.spillway.worker.kernel;

import static dev.spillway.worker.kernel.Lanes.COUNT;
import static dev.spillway.worker.kernel.Lanes.FLOATS;
import static dev.spillway.worker.kernel.Lanes.spread;
import static dev.spillway.worker.kernel.Lanes.store;
import static dev.spillway.worker.kernel.Lanes.zero;

import jdk.incubator.vector.FloatVector;

/**
 * Several vectors times a matrix of any type: two panels at a time become floats in scratch memory,
 * small enough for a near cache, and are swept over all tokens. A tile of two panels by four tokens
 * keeps eight independent sums in registers; machines whose vectors hold a whole column of a panel
 * have registers for sixteen, which loads half as many weights per multiplication.
 */
final class VectorTile {
  private static final int ROWS = Panels.ROWS;
  private static final int TOKENS = 4;

  private VectorTile() {}

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
    int columns = w.columns();
    int panel = from;
    for (; panel + 2 <= to; panel += 2) {
      unpack(w, panel, scratch, 0);
      unpack(w, panel + 1, scratch, columns * ROWS);
      int rows = ROWS + w.rowsOf(panel + 1);
      int at = offset + panel * ROWS;
      int t = 0;
      if (COUNT == ROWS) {
        for (; t + 2 * TOKENS <= tokens; t += 2 * TOKENS) {
          twoByEight(scratch, columns, x, t * columns, y, t * stride + at, stride, rows);
        }
      }
      for (; t + TOKENS <= tokens; t += TOKENS) {
        twoByFour(scratch, columns, x, t * columns, y, t * stride + at, stride, rows);
      }
      for (; t < tokens; t++) {
        twoByOne(scratch, columns, x, t * columns, y, t * stride + at, rows);
      }
    }
    if (panel < to) {
      unpack(w, panel, scratch, 0);
      for (int t = 0; t < tokens; t++) {
        int at = t * stride + offset + panel * ROWS;
        oneByOne(scratch, columns, x, t * columns, y, at, w.rowsOf(panel));
      }
    }
  }

  private static void unpack(Panels w, int panel, float[] scratch, int at) {
    switch (w) {
      case PanelsF32 f32 -> VectorF32.unpack(f32, panel, scratch, at);
      case PanelsF16 f16 -> VectorF16.unpack(f16, panel, scratch, at);
      case PanelsQ8 q8 -> VectorQ8.unpack(q8, panel, scratch, at);
    }
  }

  /** For vectors of 16 lanes. */
  private static void twoByEight(
      float[] w, int columns, float[] x, int from, float[] y, int to, int stride, int rows) {
    int second = columns * ROWS;
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
    for (int c = 0; c < columns; c++) {
      FloatVector a = FloatVector.fromArray(FLOATS, w, c * ROWS);
      FloatVector b = FloatVector.fromArray(FLOATS, w, second + c * ROWS);
      FloatVector x0 = spread(x[from + c]);
      a0 = a.fma(x0, a0);
      b0 = b.fma(x0, b0);
      FloatVector x1 = spread(x[from + columns + c]);
      a1 = a.fma(x1, a1);
      b1 = b.fma(x1, b1);
      FloatVector x2 = spread(x[from + 2 * columns + c]);
      a2 = a.fma(x2, a2);
      b2 = b.fma(x2, b2);
      FloatVector x3 = spread(x[from + 3 * columns + c]);
      a3 = a.fma(x3, a3);
      b3 = b.fma(x3, b3);
      FloatVector x4 = spread(x[from + 4 * columns + c]);
      a4 = a.fma(x4, a4);
      b4 = b.fma(x4, b4);
      FloatVector x5 = spread(x[from + 5 * columns + c]);
      a5 = a.fma(x5, a5);
      b5 = b.fma(x5, b5);
      FloatVector x6 = spread(x[from + 6 * columns + c]);
      a6 = a.fma(x6, a6);
      b6 = b.fma(x6, b6);
      FloatVector x7 = spread(x[from + 7 * columns + c]);
      a7 = a.fma(x7, a7);
      b7 = b.fma(x7, b7);
    }
    store(a0, y, to + 0 * stride, ROWS);
    store(b0, y, to + 0 * stride + ROWS, rows - ROWS);
    store(a1, y, to + 1 * stride, ROWS);
    store(b1, y, to + 1 * stride + ROWS, rows - ROWS);
    store(a2, y, to + 2 * stride, ROWS);
    store(b2, y, to + 2 * stride + ROWS, rows - ROWS);
    store(a3, y, to + 3 * stride, ROWS);
    store(b3, y, to + 3 * stride + ROWS, rows - ROWS);
    store(a4, y, to + 4 * stride, ROWS);
    store(b4, y, to + 4 * stride + ROWS, rows - ROWS);
    store(a5, y, to + 5 * stride, ROWS);
    store(b5, y, to + 5 * stride + ROWS, rows - ROWS);
    store(a6, y, to + 6 * stride, ROWS);
    store(b6, y, to + 6 * stride + ROWS, rows - ROWS);
    store(a7, y, to + 7 * stride, ROWS);
    store(b7, y, to + 7 * stride + ROWS, rows - ROWS);
  }

  private static void twoByFour(
      float[] w, int columns, float[] x, int from, float[] y, int to, int stride, int rows) {
    int second = columns * ROWS;
    for (int lane = 0; lane < ROWS; lane += COUNT) {
      FloatVector a0 = zero();
      FloatVector a1 = zero();
      FloatVector a2 = zero();
      FloatVector a3 = zero();
      FloatVector b0 = zero();
      FloatVector b1 = zero();
      FloatVector b2 = zero();
      FloatVector b3 = zero();
      for (int c = 0; c < columns; c++) {
        FloatVector a = FloatVector.fromArray(FLOATS, w, c * ROWS + lane);
        FloatVector b = FloatVector.fromArray(FLOATS, w, second + c * ROWS + lane);
        FloatVector x0 = spread(x[from + c]);
        FloatVector x1 = spread(x[from + columns + c]);
        FloatVector x2 = spread(x[from + 2 * columns + c]);
        FloatVector x3 = spread(x[from + 3 * columns + c]);
        a0 = a.fma(x0, a0);
        a1 = a.fma(x1, a1);
        a2 = a.fma(x2, a2);
        a3 = a.fma(x3, a3);
        b0 = b.fma(x0, b0);
        b1 = b.fma(x1, b1);
        b2 = b.fma(x2, b2);
        b3 = b.fma(x3, b3);
      }
      int at = to + lane;
      store(a0, y, at, rows - lane);
      store(a1, y, at + stride, rows - lane);
      store(a2, y, at + 2 * stride, rows - lane);
      store(a3, y, at + 3 * stride, rows - lane);
      int left = rows - ROWS - lane;
      store(b0, y, at + ROWS, left);
      store(b1, y, at + stride + ROWS, left);
      store(b2, y, at + 2 * stride + ROWS, left);
      store(b3, y, at + 3 * stride + ROWS, left);
    }
  }

  private static void twoByOne(
      float[] w, int columns, float[] x, int from, float[] y, int to, int rows) {
    int second = columns * ROWS;
    for (int lane = 0; lane < ROWS; lane += COUNT) {
      FloatVector a = zero();
      FloatVector b = zero();
      for (int c = 0; c < columns; c++) {
        FloatVector value = spread(x[from + c]);
        a = FloatVector.fromArray(FLOATS, w, c * ROWS + lane).fma(value, a);
        b = FloatVector.fromArray(FLOATS, w, second + c * ROWS + lane).fma(value, b);
      }
      store(a, y, to + lane, ROWS);
      store(b, y, to + ROWS + lane, rows - ROWS - lane);
    }
  }

  private static void oneByOne(
      float[] w, int columns, float[] x, int from, float[] y, int to, int rows) {
    for (int lane = 0; lane < ROWS; lane += COUNT) {
      FloatVector a = zero();
      for (int c = 0; c < columns; c++) {
        FloatVector value = spread(x[from + c]);
        a = FloatVector.fromArray(FLOATS, w, c * ROWS + lane).fma(value, a);
      }
      store(a, y, to + lane, rows - lane);
    }
  }
}
