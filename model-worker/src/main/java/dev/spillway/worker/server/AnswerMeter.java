package dev.spillway.worker.server;

/** What is measured of one answer. Any thread; must not block. */
interface AnswerMeter {
  void onFirstToken();

  /**
   * An answer that another worker began goes on, after so many of its tokens were computed again.
   */
  void onResumed(int computedTokens);

  void onCancelled();

  void onFailed();
}
