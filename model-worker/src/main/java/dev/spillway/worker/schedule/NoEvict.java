package dev.spillway.worker.schedule;

import dev.spillway.worker.kernel.KvShape;

/**
 * Room for the longest answer is set aside when a sequence begins, so nobody who runs is ever
 * preempted (GUARANTEED_NO_EVICT of TensorRT-LLM's capacity scheduler; Orca's rule, in blocks).
 */
record NoEvict() implements Admission {
  static final String NAME = "no-evict";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean admits(Sequence next, Occupancy now) {
    int promised = 0;
    for (var sequence : now.running()) {
      promised += KvShape.blocksFor(sequence.mostTokens()) - sequence.heldBlocks();
    }
    int held = next.heldBlocks();
    int own = held > 0 ? held : now.shared();
    return KvShape.blocksFor(next.mostTokens()) - own <= now.free() - promised;
  }

  @Override
  public boolean preempts() {
    return false;
  }
}
