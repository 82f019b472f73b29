package dev.spillway.worker.server;

/** What is measured of one answer. Any thread; must not block. */
interface AnswerMeter {
  void onFirstToken();

  void onCancelled();

  void onFailed();
}
