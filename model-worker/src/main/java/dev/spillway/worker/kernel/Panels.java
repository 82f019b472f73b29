package dev.spillway.worker.kernel;

/**
 * Weights in host memory, rearranged once at loading: 16 rows make a panel, stored column by column
 * as {@code [panels, columns, 16]}. Rows missing from the last panel are zero.
 *
 * <p>A lane then owns a row. It adds the row's products in column order, so there is no horizontal
 * sum and no tail, and one loaded activation serves 16 rows.
 */
sealed interface Panels extends Weights permits PanelsF32, PanelsF16, PanelsQ8 {
  /** Rows of a panel. */
  int ROWS = 16;

  default int panels() {
    return panels(rows());
  }

  /** Rows that are real in a panel. */
  default int rowsOf(int panel) {
    return Math.min(ROWS, rows() - panel * ROWS);
  }

  static int panels(int rows) {
    return (rows + ROWS - 1) / ROWS;
  }
}
