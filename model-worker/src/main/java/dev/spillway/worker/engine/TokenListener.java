package dev.spillway.worker.engine;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.worker.sample.Choice;

/**
 * Hears of one request: {@code onStarted}, then {@code onToken} for each token, then one {@code
 * onEnd}; or, at any point, one {@code onFailure}. After a cancellation: nothing.
 *
 * <p>Called on the engine's thread, which all requests share: an implementation must not block. One
 * that throws fails its own request only.
 */
public interface TokenListener {
  /** The request begins to run; of its prompt, {@code cachedTokens} were found computed. */
  void onStarted(int promptTokens, int cachedTokens);

  /**
   * An answer that another engine began goes on, before its first token here.
   *
   * @param computedTokens of the prompt and of what was answered already that had to be computed
   *     here; the others were found
   */
  default void onResumed(int computedTokens) {}

  /**
   * A token was chosen; the one that ends the turn is reported too.
   *
   * @return false for "that is enough"
   */
  boolean onToken(Choice choice);

  /**
   * The answer is complete.
   *
   * @param cachedTokens of the prompt that were found computed in all, those included that came
   *     after it began to run
   */
  void onEnd(EndReason reason, int cachedTokens);

  void onFailure(ErrorKind kind);
}
