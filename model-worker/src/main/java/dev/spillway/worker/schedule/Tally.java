package dev.spillway.worker.schedule;

/** Counts for {@link SchedulerCounters}. */
final class Tally {
  long admitted;
  long finished;
  long paused;
  long recomputed;
  long recomputedTokens;

  SchedulerCounters snapshot() {
    return new SchedulerCounters(admitted, finished, paused, recomputed, recomputedTokens);
  }
}
