package dev.spillway.standalone.replay.twin;

/**
 * What became of a request; times are nanoseconds of the virtual clock.
 *
 * @param serial of it in the trace
 * @param cachedTokens of its prompt, found computed
 * @param loadedTokens that came from the shared store
 * @param arrival when it was sent
 * @param began when its first step began
 * @param firstToken when its first token was there
 * @param end when its last token was there
 * @param longestPause between two tokens
 * @param evictions how often it lost memory that had to be computed again
 * @param recomputedTokens what had to be computed again in all
 */
public record Outcome(
    long serial,
    int promptTokens,
    int answerTokens,
    int cachedTokens,
    int loadedTokens,
    long arrival,
    long began,
    long firstToken,
    long end,
    long longestPause,
    int evictions,
    long recomputedTokens) {

  /** Seconds to the first token. */
  public double timeToFirst() {
    return (firstToken - arrival) / 1e9;
  }

  /** Seconds for each token after the first; zero if there is none. */
  public double timePerToken() {
    return answerTokens == 1 ? 0 : (end - firstToken) / 1e9 / (answerTokens - 1);
  }

  /** Seconds to the last token. */
  public double latency() {
    return (end - arrival) / 1e9;
  }

  /** Seconds to the first step. */
  public double waiting() {
    return (began - arrival) / 1e9;
  }
}
