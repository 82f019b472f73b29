package dev.spillway.worker.engine;

/** How much of what a store has is loaded. */
public enum LoadPolicy {
  /** As much as comes sooner than it would be computed, going by what was measured of late. */
  MEASURED,

  /** All of it, however slow the store; for comparisons only. */
  ALL,

  /** None of it. What was computed is still saved for others. */
  NONE
}
