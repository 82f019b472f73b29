package dev.spillway.standalone.replay.twin;

import dev.spillway.standalone.cost.StepCost;
import dev.spillway.worker.schedule.Limits;
import dev.spillway.worker.schedule.SchedulingPolicy;

/**
 * What a simulated worker is made of.
 *
 * @param blocks of KV memory
 * @param maxTokens that clients allow an answer
 * @param shared with the other workers
 */
public record WorkerSetup(
    SchedulingPolicy policy,
    Limits limits,
    int blocks,
    int maxTokens,
    StepCost cost,
    SharedStore shared) {

  WorkerSetup withPolicy(SchedulingPolicy other) {
    return new WorkerSetup(other, limits, blocks, maxTokens, cost, shared);
  }
}
