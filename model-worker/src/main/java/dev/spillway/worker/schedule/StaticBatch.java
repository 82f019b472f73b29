package dev.spillway.worker.schedule;

import dev.spillway.worker.kernel.KvShape;

/**
 * A batch of requests, as FasterTransformer runs it: once all members have read their prompts,
 * nobody joins until all have ended, and each has memory for the longest. The control arm of
 * measurements, not for use.
 */
record StaticBatch() implements Admission {
  static final String NAME = "static";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean admits(Sequence next, Occupancy now) {
    int longest = next.mostTokens();
    for (var sequence : now.running()) {
      longest = Math.max(longest, sequence.mostTokens());
    }
    long members = now.running().size() + 1L;
    return now.batchForms() && members * KvShape.blocksFor(longest) <= now.blocks();
  }

  @Override
  public boolean preempts() {
    return false;
  }
}
