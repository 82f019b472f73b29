package dev.spillway.worker.schedule;

/**
 * What a {@link Scheduler} has done since it was made.
 *
 * @param admitted sequences that began to run
 * @param finished sequences that came to their own end
 * @param paused times that one lost its place and kept its memory
 * @param recomputed times that one lost its memory and has to compute it again
 * @param recomputedTokens that had to be computed again
 */
public record SchedulerCounters(
    long admitted, long finished, long paused, long recomputed, long recomputedTokens) {
  public static final SchedulerCounters NONE = new SchedulerCounters(0, 0, 0, 0, 0);

  /** Times that one who ran or had run lost its memory. */
  public long preempted() {
    return recomputed;
  }
}
