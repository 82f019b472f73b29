package dev.spillway.worker.schedule;

/**
 * What a {@link Scheduler} has done since it was made.
 *
 * @param admitted sequences that began to run
 * @param finished sequences that came to their own end
 * @param paused times that one lost its place and kept its memory
 * @param swapped times that one lost its memory, and what was in it was saved
 * @param recomputed times that one lost its memory and has to compute it again
 * @param recomputedTokens that had to be computed again
 * @param movedBlocks that were saved, restored or copied
 * @param drafted tokens that were guessed
 * @param accepted guesses that were right
 */
public record SchedulerCounters(
    long admitted,
    long finished,
    long paused,
    long swapped,
    long recomputed,
    long recomputedTokens,
    long movedBlocks,
    long drafted,
    long accepted) {

  public static final SchedulerCounters NONE = new SchedulerCounters(0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Times that one who had begun lost its memory. */
  public long preempted() {
    return swapped + recomputed;
  }
}
