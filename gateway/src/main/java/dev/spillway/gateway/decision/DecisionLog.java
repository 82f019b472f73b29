package dev.spillway.gateway.decision;

import dev.spillway.gateway.cascade.Trail;
import dev.spillway.gateway.cascade.Witness;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/**
 * Keeps what was decided for each answered request. Texts are kept only where the operator asked
 * for it.
 */
final class DecisionLog implements Witness {
  static final long NO_TEXT = -1;

  private final DecisionQueue queue;
  private final Clock clock;
  private final long mostText;

  /**
   * @param mostText keep texts of up to so many characters, or {@link #NO_TEXT}
   */
  DecisionLog(DecisionQueue queue, Clock clock, long mostText) {
    this.queue = queue;
    this.clock = clock;
    this.mostText = mostText;
  }

  @Override
  public void answered(Trail trail) {
    // A database keeps microseconds.
    queue.add(DecisionRow.of(trail, clock.instant().truncatedTo(ChronoUnit.MICROS), mostText));
  }
}
