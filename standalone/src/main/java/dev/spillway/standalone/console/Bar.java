package dev.spillway.standalone.console;

/**
 * A bar that fills, as the {@link Progress.Phase} of a step of which the end is known. It moves in
 * tenths, so that a log gets ten lines at most.
 */
public final class Bar {
  private static final int CELLS = 10;

  private final Progress.Phase phase;
  private final String unit;
  private final long total;
  private int shown = -1;

  /**
   * @param total of {@code unit}s, for example 500 of "requests"
   */
  public Bar(Progress.Phase phase, long total, String unit) {
    this.phase = phase;
    this.total = total;
    this.unit = unit;
    at(0);
  }

  /** So many are done. */
  public void at(long done) {
    int cells = total == 0 ? CELLS : Math.clamp(done * CELLS / total, 0, CELLS);
    if (cells != shown) {
      shown = cells;
      phase.is(
          "[%s%s] %d %% of %d %s"
              .formatted(
                  "#".repeat(cells), ".".repeat(CELLS - cells), 100 * cells / CELLS, total, unit));
    }
  }
}
