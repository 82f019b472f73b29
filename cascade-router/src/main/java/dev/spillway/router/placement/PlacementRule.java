package dev.spillway.router.placement;

/** How a worker is chosen among those that could answer. */
public enum PlacementRule {
  /** The least work left to do, with what is cached counted as done; see {@link Placement}. */
  COST,

  /**
   * Of two workers drawn by chance, the one with fewer requests in flight (Mitzenmacher 2001, IEEE
   * TPDS 12).
   */
  POWER_OF_TWO,

  /** Each in its turn. */
  ROUND_ROBIN
}
