package dev.spillway.worker.engine;

import dev.spillway.worker.schedule.Plan;

/**
 * What the time of a step depends on.
 *
 * @param tokens that go through all layers
 * @param outputs tokens after which the next one is chosen
 * @param answerReads tokens that attention looks at for sequences that compute one token
 * @param promptReads tokens that attention looks at for sequences that compute several
 */
public record StepSize(int tokens, int outputs, long answerReads, long promptReads) {
  /** The size of what a plan computes. */
  public static StepSize of(Plan<?> plan) {
    int tokens = 0;
    int outputs = 0;
    long answerReads = 0;
    long promptReads = 0;
    for (var share : plan.shares()) {
      long count = share.count();
      long reads = count * share.from() + count * (count + 1) / 2;
      tokens += share.count();
      outputs += share.last() ? 1 : 0;
      if (count == 1) {
        answerReads += reads;
      } else {
        promptReads += reads;
      }
    }
    return new StepSize(tokens, outputs, answerReads, promptReads);
  }
}
