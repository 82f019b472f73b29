package dev.spillway.router.drift;

import java.util.Arrays;
import java.util.Base64;
import java.util.OptionalDouble;

/**
 * The latest thousand numbers from 0 to 1, a byte for each: they are for figures to look at, which
 * are off by 0.002 at most, and are written down often.
 */
final class Recent {
  static final int MOST = 1_000;
  private static final double STEPS = 255;

  private final byte[] values = new byte[MOST];
  private long seen;

  /**
   * What is remembered of it.
   *
   * @param values those that are there, in Base64
   */
  record Memory(long seen, String values) {}

  Recent() {}

  /** Goes on where another one was. What does not fit together is forgotten. */
  Recent(Memory memory) {
    byte[] kept = Base64.getDecoder().decode(memory.values());
    if (kept.length == Math.min(memory.seen(), MOST)) {
      System.arraycopy(kept, 0, values, 0, kept.length);
      seen = memory.seen();
    }
  }

  void add(double value) {
    values[(int) (seen++ % MOST)] = (byte) Math.round(Math.clamp(value, 0, 1) * STEPS);
  }

  long seen() {
    return seen;
  }

  double[] values() {
    double[] all = new double[(int) Math.min(seen, MOST)];
    Arrays.setAll(all, i -> Byte.toUnsignedInt(values[i]) / STEPS);
    return all;
  }

  OptionalDouble mean() {
    return Arrays.stream(values()).average();
  }

  Memory memory() {
    byte[] kept = Arrays.copyOf(values, (int) Math.min(seen, MOST));
    return new Memory(seen, Base64.getEncoder().encodeToString(kept));
  }
}
