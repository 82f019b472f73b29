package dev.spillway.worker.kernel;

/** Rotary position embedding on the host. */
final class Rope {
  private Rope() {}

  /** Rotates {@code heads} adjacent heads of one token in place. */
  static void rotate(float[] x, int at, int heads, int headDim, RopeTable table, int position) {
    float[] cos = HostFloats.of(table.cos());
    float[] sin = HostFloats.of(table.sin());
    int pairs = table.pairs();
    int angle = position * pairs;
    boolean adjacent = table.layout() == RopeLayout.ADJACENT;
    int step = adjacent ? 2 : 1;
    int partner = adjacent ? 1 : pairs;
    for (int head = at; head < at + heads * headDim; head += headDim) {
      for (int i = 0; i < pairs; i++) {
        int first = head + i * step;
        float a = x[first];
        float b = x[first + partner];
        x[first] = a * cos[angle + i] - b * sin[angle + i];
        x[first + partner] = a * sin[angle + i] + b * cos[angle + i];
      }
    }
  }
}
