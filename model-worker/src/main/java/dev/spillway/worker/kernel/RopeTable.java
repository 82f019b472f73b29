package dev.spillway.worker.kernel;

/**
 * Angles of rotary position embedding (Su et al., RoFormer, 2021): pair {@code i} of {@code pairs}
 * turns by {@code position * base^(-i / pairs)}. Sine and cosine come from StrictMath, because
 * those of Math may differ between machines.
 *
 * @param cos {@code [positions, pairs]}
 * @param sin {@code [positions, pairs]}
 */
public record RopeTable(Floats cos, Floats sin, int pairs, RopeLayout layout) {

  public static RopeTable of(
      Kernels kernels, int positions, int dimensions, double base, RopeLayout layout) {
    int pairs = dimensions / 2;
    var cos = new float[positions * pairs];
    var sin = new float[positions * pairs];
    for (int i = 0; i < pairs; i++) {
      double frequency = StrictMath.pow(base, -(double) i / pairs);
      for (int p = 0; p < positions; p++) {
        cos[p * pairs + i] = (float) StrictMath.cos(p * frequency);
        sin[p * pairs + i] = (float) StrictMath.sin(p * frequency);
      }
    }
    return new RopeTable(kernels.upload(cos), kernels.upload(sin), pairs, layout);
  }
}
