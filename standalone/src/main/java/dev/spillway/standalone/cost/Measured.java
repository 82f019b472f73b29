package dev.spillway.standalone.cost;

import dev.spillway.worker.schedule.StepSize;

/**
 * How long steps of this size took.
 *
 * @param seconds of one, in mean
 * @param times how many were measured
 */
public record Measured(StepSize size, double seconds, int times) {
  public Measured {
    if (!(seconds > 0)) {
      throw new IllegalArgumentException("a step takes time, not " + seconds);
    }
    if (times < 1) {
      throw new IllegalArgumentException("a step was measured at least once, not " + times);
    }
  }

  double total() {
    return seconds * times;
  }
}
