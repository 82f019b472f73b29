package dev.spillway.standalone.cost;

import dev.spillway.worker.engine.StepSize;

/** How long a step of this size took. */
public record Measured(StepSize size, double seconds) {
  public Measured {
    if (!(seconds > 0)) {
      throw new IllegalArgumentException("a step takes time, not " + seconds);
    }
  }
}
