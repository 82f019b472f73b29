package dev.spillway.worker.sample;

/**
 * Uniform random numbers that belong to one answer: the n-th depends on the seed and n alone, so
 * neither the batch nor the thread can change it.
 *
 * <p>SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014,
 * figure 16), whose state is the seed plus n times an odd constant.
 */
final class Draws {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  Draws(long seed) {
    // Neighbouring seeds must not give the same numbers shifted by one.
    this.state = mix(seed ^ 0x5DEECE66DL);
  }

  /** Leaves the next {@code count} numbers out. */
  void skip(int count) {
    state += count * GOLDEN_GAMMA;
  }

  /** In [0, 1). */
  double next() {
    state += GOLDEN_GAMMA;
    return (mix(state) >>> 11) * 0x1p-53;
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
