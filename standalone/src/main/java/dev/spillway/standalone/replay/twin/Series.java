package dev.spillway.standalone.replay.twin;

import java.util.Arrays;

/**
 * A quantity over time in bounded memory: its integral over each of at most {@value #MOST} equal
 * spans. When time runs over the last, the spans become twice as long and pairs become one.
 */
public final class Series {
  private static final int MOST = 512;

  private final double[] integrals = new double[MOST];
  private long span;
  private long end;

  /**
   * @param span nanoseconds that the spans begin with
   */
  Series(long span) {
    this.span = span;
  }

  /** The quantity grows by {@code value} from one moment to another. */
  void add(long from, long to, double value) {
    while (to > span * MOST) {
      for (int i = 0; i < MOST; i += 2) {
        integrals[i / 2] = integrals[i] + integrals[i + 1];
      }
      Arrays.fill(integrals, MOST / 2, MOST, 0);
      span *= 2;
    }
    end = Math.max(end, to);
    for (long at = from; at < to; ) {
      int index = (int) (at / span);
      long next = Math.min(to, (index + 1L) * span);
      integrals[index] += value * (next - at);
      at = next;
    }
  }

  /** Spans in use. */
  public int size() {
    return (int) ((end + span - 1) / span);
  }

  /** Seconds at the middle of a span. */
  public double at(int index) {
    return (index + 0.5) * span / 1e9;
  }

  /** The mean over a span; the last one's reaches to the end of time. */
  public double mean(int index) {
    long length = Math.min(end, (index + 1L) * span) - index * span;
    return integrals[index] / length;
  }
}
