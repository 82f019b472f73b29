package dev.spillway.worker.kernel;

/**
 * @param address of floats {@code [panels, columns, 16]}
 */
record PanelsF32(int rows, int columns, long address) implements Panels {
  /** Address of a panel's first column. */
  long panel(int panel) {
    return address + 4L * ROWS * columns * panel;
  }
}
