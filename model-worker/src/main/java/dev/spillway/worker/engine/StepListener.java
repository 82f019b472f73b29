package dev.spillway.worker.engine;

import dev.spillway.worker.schedule.Plan;

/**
 * Hears of each step of an {@link Engine}. Called on its thread: an implementation must be fast.
 */
@FunctionalInterface
public interface StepListener {
  /** Hears nothing. */
  StepListener NONE = (plan, nanos) -> {};

  /**
   * A step is over.
   *
   * @param nanos all that the engine's thread did for it: taking in who came, planning, computing,
   *     choosing tokens and telling of them. What the steps of a busy engine took adds up to the
   *     time that passed
   */
  void onStep(Plan<?> plan, long nanos);
}
