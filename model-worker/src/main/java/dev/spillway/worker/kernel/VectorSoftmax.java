package dev.spillway.worker.kernel;

import static dev.spillway.worker.kernel.Lanes.COUNT;
import static dev.spillway.worker.kernel.Lanes.FLOATS;
import static dev.spillway.worker.kernel.Lanes.spread;
import static dev.spillway.worker.kernel.Lanes.zero;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link ScalarSoftmax} with vectors. Scores have room up to {@code at} plus a multiple of 16; what
 * is not between {@code first} and {@code end} becomes zero.
 */
final class VectorSoftmax {
  private VectorSoftmax() {}

  static float run(float[] scores, int at, int first, int end, float scale, int lanes) {
    int padded = at + (end + LaneSum.LANES - 1) / LaneSum.LANES * LaneSum.LANES;
    Arrays.fill(scores, at, at + first, Float.NEGATIVE_INFINITY);
    Arrays.fill(scores, at + end, padded, Float.NEGATIVE_INFINITY);
    FloatVector factor = spread(scale);
    FloatVector highest = spread(Float.NEGATIVE_INFINITY);
    for (int i = at; i < padded; i += COUNT) {
      FloatVector score = FloatVector.fromArray(FLOATS, scores, i).mul(factor);
      score.intoArray(scores, i);
      highest = highest.max(score);
    }
    FloatVector maximum = spread(highest.reduceLanes(VectorOperators.MAX));
    for (int i = at; i < padded; i += COUNT) {
      VectorExp.exp(FloatVector.fromArray(FLOATS, scores, i).sub(maximum)).intoArray(scores, i);
    }
    Arrays.fill(scores, at, at + first, 0f);
    Arrays.fill(scores, at + end, padded, 0f);
    for (int lane = 0; lane < LaneSum.LANES; lane += COUNT) {
      FloatVector sum = zero();
      for (int i = at + lane; i < padded; i += LaneSum.LANES) {
        sum = sum.add(FloatVector.fromArray(FLOATS, scores, i));
      }
      sum.intoArray(scores, lanes + lane);
    }
    return LaneSum.tree(scores, lanes);
  }
}
