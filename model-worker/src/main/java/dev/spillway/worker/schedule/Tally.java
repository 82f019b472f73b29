package dev.spillway.worker.schedule;

/** Counts for {@link SchedulerCounters}. */
final class Tally {
  long admitted;
  long finished;
  long paused;
  long swapped;
  long recomputed;
  long recomputedTokens;
  long movedBlocks;
  long drafted;
  long accepted;

  SchedulerCounters snapshot() {
    return new SchedulerCounters(
        admitted,
        finished,
        paused,
        swapped,
        recomputed,
        recomputedTokens,
        movedBlocks,
        drafted,
        accepted);
  }
}
