package dev.spillway.standalone.replay.twin;

import dev.spillway.standalone.cost.Profile;
import dev.spillway.worker.schedule.Limits;
import dev.spillway.worker.schedule.SchedulingPolicy;

/** Twins for tests. */
final class Setups {
  private Setups() {}

  static Twin twin(String policy, int workers, int blocks) {
    return new Twin(
        new WorkerSetup(
            SchedulingPolicy.parse(policy),
            new Limits(32, 100_000, 256),
            blocks,
            4096,
            Profile.REFERENCE.cost(),
            SharedStore.NONE),
        workers,
        PlacementKind.LEAST_LOADED,
        LengthOracle.parse("none", 1),
        1);
  }
}
