package dev.spillway.worker.kernel;

import static dev.spillway.worker.kernel.Lanes.COUNT;
import static dev.spillway.worker.kernel.Lanes.FLOATS;
import static dev.spillway.worker.kernel.Lanes.floats;
import static dev.spillway.worker.kernel.Lanes.spread;

import jdk.incubator.vector.FloatVector;

/**
 * Adds the weighted values of one block {@code [16, paddedDim]} to sums {@code [2, paddedDim]}, of
 * even positions and of odd ones; a lane is a dimension. By machines with long vectors four queries
 * and two vectors of dimensions are taken at once.
 */
final class VectorValues {
  private VectorValues() {}

  /**
   * One query, with the weights at {@code weights[at ..]} and the sums at {@code sums[to ..]}.
   *
   * @param first dimension to begin with
   */
  static void one(
      long values,
      int padded,
      int first,
      int slots,
      float[] weights,
      int at,
      float[] sums,
      int to) {
    long stride = 4L * padded;
    for (int d = first; d < padded; d += COUNT) {
      long value = values + 4L * d;
      FloatVector even = FloatVector.fromArray(FLOATS, sums, to + d);
      FloatVector odd = FloatVector.fromArray(FLOATS, sums, to + padded + d);
      int slot = 0;
      for (; slot + 1 < slots; slot += 2) {
        even = floats(value).fma(spread(weights[at + slot]), even);
        odd = floats(value + stride).fma(spread(weights[at + slot + 1]), odd);
        value += 2 * stride;
      }
      if (slot < slots) {
        even = floats(value).fma(spread(weights[at + slot]), even);
      }
      even.intoArray(sums, to + d);
      odd.intoArray(sums, to + padded + d);
    }
  }

  /**
   * Four queries and a whole block, for vectors of 16 lanes: with the weights at {@code w0}, and so
   * on. Returns the first dimension that is left.
   */
  static int four(
      long values,
      int padded,
      float[] weights,
      int w0,
      int w1,
      int w2,
      int w3,
      float[] sums,
      int s0,
      int s1,
      int s2,
      int s3) {
    long stride = 4L * padded;
    long next = 4L * COUNT;
    int d = 0;
    for (; d + 2 * COUNT <= padded; d += 2 * COUNT) {
      long value = values + 4L * d;
      FloatVector even0 = FloatVector.fromArray(FLOATS, sums, s0 + d);
      FloatVector more0 = FloatVector.fromArray(FLOATS, sums, s0 + d + COUNT);
      FloatVector odd0 = FloatVector.fromArray(FLOATS, sums, s0 + padded + d);
      FloatVector last0 = FloatVector.fromArray(FLOATS, sums, s0 + padded + d + COUNT);
      FloatVector even1 = FloatVector.fromArray(FLOATS, sums, s1 + d);
      FloatVector more1 = FloatVector.fromArray(FLOATS, sums, s1 + d + COUNT);
      FloatVector odd1 = FloatVector.fromArray(FLOATS, sums, s1 + padded + d);
      FloatVector last1 = FloatVector.fromArray(FLOATS, sums, s1 + padded + d + COUNT);
      FloatVector even2 = FloatVector.fromArray(FLOATS, sums, s2 + d);
      FloatVector more2 = FloatVector.fromArray(FLOATS, sums, s2 + d + COUNT);
      FloatVector odd2 = FloatVector.fromArray(FLOATS, sums, s2 + padded + d);
      FloatVector last2 = FloatVector.fromArray(FLOATS, sums, s2 + padded + d + COUNT);
      FloatVector even3 = FloatVector.fromArray(FLOATS, sums, s3 + d);
      FloatVector more3 = FloatVector.fromArray(FLOATS, sums, s3 + d + COUNT);
      FloatVector odd3 = FloatVector.fromArray(FLOATS, sums, s3 + padded + d);
      FloatVector last3 = FloatVector.fromArray(FLOATS, sums, s3 + padded + d + COUNT);
      for (int slot = 0; slot < KvShape.BLOCK_TOKENS; slot += 2) {
        FloatVector a = floats(value);
        FloatVector b = floats(value + next);
        FloatVector c = floats(value + stride);
        FloatVector e = floats(value + stride + next);
        FloatVector x0 = spread(weights[w0 + slot]);
        even0 = a.fma(x0, even0);
        more0 = b.fma(x0, more0);
        FloatVector y0 = spread(weights[w0 + slot + 1]);
        odd0 = c.fma(y0, odd0);
        last0 = e.fma(y0, last0);
        FloatVector x1 = spread(weights[w1 + slot]);
        even1 = a.fma(x1, even1);
        more1 = b.fma(x1, more1);
        FloatVector y1 = spread(weights[w1 + slot + 1]);
        odd1 = c.fma(y1, odd1);
        last1 = e.fma(y1, last1);
        FloatVector x2 = spread(weights[w2 + slot]);
        even2 = a.fma(x2, even2);
        more2 = b.fma(x2, more2);
        FloatVector y2 = spread(weights[w2 + slot + 1]);
        odd2 = c.fma(y2, odd2);
        last2 = e.fma(y2, last2);
        FloatVector x3 = spread(weights[w3 + slot]);
        even3 = a.fma(x3, even3);
        more3 = b.fma(x3, more3);
        FloatVector y3 = spread(weights[w3 + slot + 1]);
        odd3 = c.fma(y3, odd3);
        last3 = e.fma(y3, last3);
        value += 2 * stride;
      }
      even0.intoArray(sums, s0 + d);
      more0.intoArray(sums, s0 + d + COUNT);
      odd0.intoArray(sums, s0 + padded + d);
      last0.intoArray(sums, s0 + padded + d + COUNT);
      even1.intoArray(sums, s1 + d);
      more1.intoArray(sums, s1 + d + COUNT);
      odd1.intoArray(sums, s1 + padded + d);
      last1.intoArray(sums, s1 + padded + d + COUNT);
      even2.intoArray(sums, s2 + d);
      more2.intoArray(sums, s2 + d + COUNT);
      odd2.intoArray(sums, s2 + padded + d);
      last2.intoArray(sums, s2 + padded + d + COUNT);
      even3.intoArray(sums, s3 + d);
      more3.intoArray(sums, s3 + d + COUNT);
      odd3.intoArray(sums, s3 + padded + d);
      last3.intoArray(sums, s3 + padded + d + COUNT);
    }
    return d;
  }
}
