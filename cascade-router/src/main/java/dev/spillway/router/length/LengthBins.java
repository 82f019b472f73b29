package dev.spillway.router.length;

import java.util.Arrays;

/**
 * Lengths in tokens, cut into {@value #COUNT} bins that grow in proportion: one token wide at
 * first, a quarter of an octave wide later on. The last bin takes all that is longer.
 */
final class LengthBins {
  static final int COUNT = 60;

  /** Nobody expects an answer to be longer. */
  static final int LONGEST = 1 << 17;

  private static final int[] EDGES = edges();

  private LengthBins() {}

  private static int[] edges() {
    int[] edges = new int[COUNT + 1];
    edges[0] = 1;
    for (int bin = 1; bin < COUNT; bin++) {
      edges[bin] = Math.max(edges[bin - 1] + 1, (int) Math.round(edges[bin - 1] * 1.189207));
    }
    edges[COUNT] = LONGEST + 1;
    return edges;
  }

  /** The shortest length in this bin; for {@link #COUNT}, what no length reaches. */
  static int edge(int bin) {
    return EDGES[bin];
  }

  /** The bin of a length; no tokens at all count as one. */
  static int of(int length) {
    int found = Arrays.binarySearch(EDGES, 0, COUNT, Math.max(1, length));
    return found >= 0 ? found : -found - 2;
  }
}
