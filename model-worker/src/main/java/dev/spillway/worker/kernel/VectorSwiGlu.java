package dev.spillway.worker.kernel;

import static dev.spillway.worker.kernel.Lanes.COUNT;
import static dev.spillway.worker.kernel.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/** {@link ScalarSwiGlu} with vectors. */
final class VectorSwiGlu {
  private VectorSwiGlu() {}

  static void run(float[] gateUp, int width, int from, int to, float[] out) {
    int whole = width - width % COUNT;
    for (int row = from; row < to; row++) {
      int gate = row * 2 * width;
      int at = row * width;
      for (int i = 0; i < whole; i += COUNT) {
        FloatVector g = FloatVector.fromArray(FLOATS, gateUp, gate + i);
        FloatVector up = FloatVector.fromArray(FLOATS, gateUp, gate + width + i);
        g.div(VectorExp.exp(g.neg()).add(1f)).mul(up).intoArray(out, at + i);
      }
      ScalarSwiGlu.part(gateUp, gate, width, whole, width, out, at);
    }
  }
}
