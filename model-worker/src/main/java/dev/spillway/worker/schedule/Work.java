package dev.spillway.worker.schedule;

/**
 * How much of a worker's time a request takes, in tokens of a prompt.
 *
 * <p>A token of an answer counts for {@value #ANSWER_TOKEN}. What it really takes depends on the
 * machine and on how many share its step: on an accelerator with 16 places about 5, with 32 about
 * 2, with 256 about 1. The orders that go by this are not sensitive to it (2 to 5 give nearly the
 * same in replay), but they are to leaving prompts out: of a chat service's tokens most are
 * prompts.
 */
final class Work {
  static final int ANSWER_TOKEN = 3;

  private Work() {}

  /**
   * Of a whole request, as far as its answer can be foreseen; nothing of it is taken for cached.
   */
  static double expected(Sequence sequence) {
    return sequence.promptTokens() + ANSWER_TOKEN * sequence.standing().expected();
  }

  /** For the answer so far. */
  static long answered(Sequence sequence) {
    return (long) ANSWER_TOKEN * (sequence.length() - sequence.promptTokens());
  }
}
