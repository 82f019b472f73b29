package dev.spillway.gateway.learning;

import dev.spillway.gateway.decision.DecisionFilter;
import dev.spillway.gateway.decision.DecisionRow;
import io.smallrye.mutiny.Uni;

/** What a fit does with kept decisions. All of it on one thread. */
interface Job {
  Order order();

  /** What every fit is told. */
  interface Order {
    /** Whose decisions are read. */
    String policy();

    /** Which of them. */
    DecisionFilter filter();

    /** At most so many. */
    int decisions();
  }

  /** Whether it needs texts. */
  boolean reads();

  /** Whether it can take no more. */
  boolean isFull();

  void take(DecisionRow row);

  /**
   * Computes, with all that was taken, and keeps what it finds.
   *
   * @param progress hears how far it is; may throw to end it
   */
  Uni<Found> finish(Progress progress);

  /** Hears how far it is. */
  interface Progress {
    void at(String stage, double share);
  }

  /** What was found. */
  sealed interface Found {
    /** Thresholds, and what they come to. */
    record Front(FitReport report) implements Found {}

    /** A router, and the policy that goes by it. */
    record Router(LearnedPolicy learned) implements Found {}
  }
}
