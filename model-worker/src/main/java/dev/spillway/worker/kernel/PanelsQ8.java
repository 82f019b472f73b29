package dev.spillway.worker.kernel;

/**
 * Q8_0: weight = scale x quant. A scale has 11 bits and a quant 8, so that the product is exact and
 * dequantising costs no accuracy, wherever it is done.
 *
 * @param quants address of bytes {@code [panels, columns, 16]}
 * @param scales address of floats {@code [panels, columns / 32, 16]}
 */
record PanelsQ8(int rows, int columns, long quants, long scales) implements Panels {
  /** Columns that share a scale. */
  static final int BLOCK = 32;

  /** Address of a panel's first column of quants. */
  long quants(int panel) {
    return quants + (long) ROWS * columns * panel;
  }

  /** Address of a panel's first row of scales. */
  long scales(int panel) {
    return scales + 4L * ROWS * (columns / BLOCK) * panel;
  }
}
