package dev.spillway.contracts.worker;

/**
 * Tokens that one generation read and wrote.
 *
 * @param cachedTokens those of {@code promptTokens} that did not have to be computed
 * @param cacheWriteTokens those of {@code promptTokens}, and not of {@code cachedTokens}, that were
 *     computed and kept for others at a price of their own; zero where nobody asks one
 * @param hourWriteTokens those of {@code cacheWriteTokens} that are kept for an hour, at a higher
 *     price than for minutes
 * @param reasoningTokens those of {@code completionTokens} that were thought and not said; zero
 *     where nobody tells
 */
public record Usage(
    int promptTokens,
    int cachedTokens,
    int cacheWriteTokens,
    int hourWriteTokens,
    int completionTokens,
    int reasoningTokens) {
  public static final Usage NONE = new Usage(0, 0, 0);

  /** Nothing was kept at a price, and nothing is known of thoughts. */
  public Usage(int promptTokens, int cachedTokens, int completionTokens) {
    this(promptTokens, cachedTokens, 0, 0, completionTokens, 0);
  }

  /** Whether there may be such a generation: no number is negative, no part more than its whole. */
  public boolean isPossible() {
    return cachedTokens >= 0
        && hourWriteTokens >= 0
        && hourWriteTokens <= cacheWriteTokens
        && (long) cachedTokens + cacheWriteTokens <= promptTokens
        && reasoningTokens >= 0
        && reasoningTokens <= completionTokens;
  }

  /** What was read here, and what was written there. */
  public Usage withAnswerOf(Usage other) {
    return new Usage(
        promptTokens,
        cachedTokens,
        cacheWriteTokens,
        hourWriteTokens,
        other.completionTokens,
        other.reasoningTokens);
  }

  public Usage plus(Usage other) {
    return new Usage(
        promptTokens + other.promptTokens,
        cachedTokens + other.cachedTokens,
        cacheWriteTokens + other.cacheWriteTokens,
        hourWriteTokens + other.hourWriteTokens,
        completionTokens + other.completionTokens,
        reasoningTokens + other.reasoningTokens);
  }
}
