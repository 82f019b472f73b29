package dev.spillway.worker.kernel;

/**
 * Q8_0: weight = scale x quant. A scale has 11 bits and a quant 8, so that the product is exact and
 * dequantising costs no accuracy, wherever it is done.
 *
 * <p>Four panels are interleaved, and scales lie behind the quants that they belong to: whoever
 * multiplies one vector reads memory as a single stream, a cache line of quants per column, which
 * is what hardware fetches ahead best.
 *
 * @param address of {@code [panels / 4, columns / 32]} blocks, each bytes {@code [32, 4, 16]} and
 *     then floats {@code [4, 16]}
 */
record PanelsQ8(int rows, int columns, long address) implements Panels {
  /** Columns that share a scale. */
  static final int BLOCK = 32;

  /** Panels that are interleaved. */
  static final int GROUP = 4;

  /** From a panel's quants in one column to those in the next. */
  static final long COLUMN_BYTES = (long) GROUP * ROWS;

  /** From a panel's first quant in a block to its scales, for the first panel of a group. */
  private static final long SCALES = BLOCK * COLUMN_BYTES;

  /** From a block to the next. */
  static final long BLOCK_BYTES = SCALES + 4L * COLUMN_BYTES;

  /** Bytes of matrices of this size. */
  static long bytes(int rows, int columns) {
    long groups = Math.ceilDiv(Panels.panels(rows), GROUP);
    return groups * (columns / BLOCK) * BLOCK_BYTES;
  }

  /** Address of a panel's quants in its first block. */
  long quants(int panel) {
    return group(panel) + (long) panel % GROUP * ROWS;
  }

  /** Address of a panel's scales in its first block. */
  long scales(int panel) {
    return group(panel) + SCALES + 4L * (panel % GROUP) * ROWS;
  }

  private long group(int panel) {
    return address + (long) (panel / GROUP) * (columns / BLOCK) * BLOCK_BYTES;
  }
}
