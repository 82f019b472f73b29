package dev.spillway.worker.schedule;

/**
 * What the time of a step depends on.
 *
 * @param tokens that go through all layers
 * @param outputs tokens after which the next one is chosen
 * @param answerReads tokens that attention looks at for sequences that compute one token
 * @param promptReads tokens that attention looks at for sequences that compute several
 */
public record StepSize(int tokens, int outputs, long answerReads, long promptReads) {
  static final StepSize NOTHING = new StepSize(0, 0, 0, 0);

  /** The size of what a plan computes. */
  public static StepSize of(Plan<?> plan) {
    var size = NOTHING;
    for (var share : plan.shares()) {
      int outputs = share.last() ? 1 + share.drafts() : 0;
      size = size.and(share.from(), share.count() + share.drafts(), outputs);
    }
    return size;
  }

  /**
   * Tokens {@code from .. from + count} of one sequence alone.
   *
   * @param outputs of them, after which the next one is chosen
   */
  public static StepSize of(int from, int count, int outputs) {
    return NOTHING.and(from, count, outputs);
  }

  /** With tokens {@code from .. from + count} of one more sequence. */
  StepSize and(int from, int count, int more) {
    long reads = (long) count * from + (long) count * (count + 1) / 2;
    return new StepSize(
        tokens + count,
        outputs + more,
        answerReads + (count == 1 ? reads : 0),
        promptReads + (count == 1 ? 0 : reads));
  }
}
