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
 * keeps eight independent sums in registers.
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
