package dev.spillway.worker.schedule;

/**
 * Bounds of a {@link Scheduler}.
 *
 * @param maxRunning sequences that advance together
 * @param maxWaiting sequences that wait for a place
 * @param stepTokens tokens of one step, at least {@code maxRunning}
 */
public record Limits(int maxRunning, int maxWaiting, int stepTokens) {
  public Limits {
    if (maxRunning < 1 || maxWaiting < 1) {
      throw new IllegalArgumentException("there must be room for one to run and one to wait");
    }
    if (stepTokens < maxRunning) {
      throw new IllegalArgumentException(
          "a step of %d tokens starves some of %d sequences".formatted(stepTokens, maxRunning));
    }
  }
}
