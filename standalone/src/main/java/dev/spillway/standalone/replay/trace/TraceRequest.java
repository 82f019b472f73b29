package dev.spillway.standalone.replay.trace;

/**
 * A request as it was made.
 *
 * @param arrival nanoseconds after the first request of the trace
 * @param promptTokens at least one
 * @param answerTokens at least one
 * @param prefix what the prompt shares with others
 */
public record TraceRequest(long arrival, int promptTokens, int answerTokens, Prefix prefix) {
  /** Longer prompts and answers are taken for errors. */
  public static final int MOST_TOKENS = 10_000_000;

  TraceRequest at(long other) {
    return new TraceRequest(other, promptTokens, answerTokens, prefix);
  }
}
