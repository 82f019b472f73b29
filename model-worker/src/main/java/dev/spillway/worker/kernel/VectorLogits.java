package dev.spillway.worker.kernel;

import static dev.spillway.worker.kernel.Lanes.COUNT;
import static dev.spillway.worker.kernel.Lanes.FLOATS;
import static dev.spillway.worker.kernel.Lanes.spread;
import static dev.spillway.worker.kernel.Lanes.zero;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@link ScalarLogits} with vectors. */
final class VectorLogits {
  private VectorLogits() {}

  /** First how large the largest is, then where; where something is no number, as the oracle. */
  static int largest(float[] x, int from, int count) {
    int whole = count - count % COUNT;
    FloatVector highest = spread(Float.NEGATIVE_INFINITY);
    for (int i = 0; i < whole; i += COUNT) {
      highest = highest.max(FloatVector.fromArray(FLOATS, x, from + i));
    }
    float top = highest.reduceLanes(VectorOperators.MAX);
    for (int i = whole; i < count; i++) {
      top = Math.max(top, x[from + i]);
    }
    for (int i = 0; i < whole; i += COUNT) {
      var equal = FloatVector.fromArray(FLOATS, x, from + i).eq(top);
      if (equal.anyTrue()) {
        return i + equal.firstTrue();
      }
    }
    for (int i = whole; i < count; i++) {
      if (x[from + i] == top) {
        return i;
      }
    }
    return ScalarLogits.largest(x, from, count);
  }

  static float exponentials(float[] x, int from, int count, float top, float[] lanes) {
    int whole = count - count % LaneSum.LANES;
    FloatVector highest = spread(top);
    for (int lane = 0; lane < LaneSum.LANES; lane += COUNT) {
      FloatVector sum = zero();
      for (int i = lane; i < whole; i += LaneSum.LANES) {
        sum = sum.add(VectorExp.exp(FloatVector.fromArray(FLOATS, x, from + i).sub(highest)));
      }
      sum.intoArray(lanes, lane);
    }
    for (int i = whole; i < count; i++) {
      lanes[i - whole] += ScalarExp.exp(x[from + i] - top);
    }
    return LaneSum.tree(lanes, 0);
  }
}
