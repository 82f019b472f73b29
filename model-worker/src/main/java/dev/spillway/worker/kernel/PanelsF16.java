package dev.spillway.worker.kernel;

/**
 * @param address of half floats {@code [panels, columns, 16]}
 */
record PanelsF16(int rows, int columns, long address) implements Panels {
  /** Address of a panel's first column. */
  long panel(int panel) {
    return address + 2L * ROWS * columns * panel;
  }
}
