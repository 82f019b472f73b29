package dev.spillway.worker.kernel;

/** SiLU of the gate times the other half. */
final class ScalarSwiGlu {
  private ScalarSwiGlu() {}

  static void run(float[] gateUp, int width, int from, int to, float[] out) {
    for (int row = from; row < to; row++) {
      part(gateUp, row * 2 * width, width, 0, width, out, row * width);
    }
  }

  /** Elements {@code from .. to} of one row. */
  static void part(float[] gateUp, int gate, int width, int from, int to, float[] out, int at) {
    for (int i = from; i < to; i++) {
      float g = gateUp[gate + i];
      out[at + i] = g / (1f + ScalarExp.exp(-g)) * gateUp[gate + width + i];
    }
  }
}
