package dev.spillway.worker.kernel;

import static dev.spillway.worker.kernel.Lanes.COUNT;
import static dev.spillway.worker.kernel.Lanes.FLOATS;
import static dev.spillway.worker.kernel.Lanes.spread;
import static dev.spillway.worker.kernel.Lanes.zero;

import jdk.incubator.vector.FloatVector;

/** {@link ScalarRmsNorm} with vectors. */
final class VectorRmsNorm {
  private VectorRmsNorm() {}

  static void run(
      float[] x, float[] weight, float epsilon, int from, int to, float[] out, float[] lanes) {
    int width = weight.length;
    for (int row = from * width; row < to * width; row += width) {
      float squares = squares(x, row, width, lanes);
      normalise(x, row, weight, ScalarRmsNorm.scale(squares, width, epsilon), out);
    }
  }

  private static float squares(float[] x, int row, int width, float[] lanes) {
    int whole = width - width % LaneSum.LANES;
    for (int lane = 0; lane < LaneSum.LANES; lane += COUNT) {
      FloatVector sum = zero();
      for (int i = lane; i < whole; i += LaneSum.LANES) {
        FloatVector value = FloatVector.fromArray(FLOATS, x, row + i);
        sum = value.fma(value, sum);
      }
      sum.intoArray(lanes, lane);
    }
    for (int i = whole; i < width; i++) {
      float value = x[row + i];
      lanes[i - whole] = Math.fma(value, value, lanes[i - whole]);
    }
    return LaneSum.tree(lanes, 0);
  }

  private static void normalise(float[] x, int row, float[] weight, float scale, float[] out) {
    int i = 0;
    FloatVector factor = spread(scale);
    for (; i + COUNT <= weight.length; i += COUNT) {
      FloatVector.fromArray(FLOATS, x, row + i)
          .mul(factor)
          .mul(FloatVector.fromArray(FLOATS, weight, i))
          .intoArray(out, row + i);
    }
    for (; i < weight.length; i++) {
      out[row + i] = x[row + i] * scale * weight[i];
    }
  }
}
