package dev.spillway.worker.schedule;

/**
 * What it takes to get lost memory back, as measured.
 *
 * @param promptTokensPerSecond that are computed; 0 as long as nobody knows
 * @param blocksPerSecond that are copied, one way; 0 as long as nobody knows
 */
public record SwapCosts(double promptTokensPerSecond, double blocksPerSecond) {
  /** Nothing is known: what is lost is computed again. */
  public static final SwapCosts UNKNOWN = new SwapCosts(0, 0);

  /** Whether it takes less time to copy blocks out and back than to compute their tokens. */
  boolean copyingIsFaster(int blocks, int tokens) {
    return promptTokensPerSecond > 0
        && blocksPerSecond > 0
        && 2 * blocks / blocksPerSecond < tokens / promptTokensPerSecond;
  }
}
