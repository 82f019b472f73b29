package dev.spillway.gateway.cascade;

import java.time.Duration;

/**
 * A request on its way, as all who work on it see it.
 *
 * @param purse what the answer is paid from
 * @param loop where all state of the request is changed
 * @param until when the answer has to be complete, by the loop's clock
 */
record InFlight(CascadeRunner shared, CascadeRequest request, Purse purse, Loop loop, long until) {

  /** Until the answer has to be complete, for all who are asked for it together; then nothing. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, until - loop.nanoTime()));
  }
}
