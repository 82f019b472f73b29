package dev.spillway.worker.engine;

import dev.spillway.worker.schedule.SchedulerCounters;

/**
 * What an {@link Engine} is doing, as of the end of its last step. Totals count from its start.
 *
 * @param running requests that advance
 * @param waiting requests that wait
 * @param generatedTokens total
 * @param promptTokens total of those computed
 * @param cachedTokens total of prompt tokens that were found computed
 * @param steps total
 * @param stepNanos time in steps, total
 * @param blocksUsed KV blocks that belong to running requests
 * @param blocksTotal KV blocks there are
 * @param alive whether the engine's thread takes requests
 * @param busyNanos how long the step that is being computed has taken so far, 0 between steps: an
 *     engine is stuck if this grows
 * @param scheduler what its scheduler has done
 */
public record EngineStats(
    int running,
    int waiting,
    long generatedTokens,
    long promptTokens,
    long cachedTokens,
    long steps,
    long stepNanos,
    int blocksUsed,
    int blocksTotal,
    boolean alive,
    long busyNanos,
    SchedulerCounters scheduler) {}
