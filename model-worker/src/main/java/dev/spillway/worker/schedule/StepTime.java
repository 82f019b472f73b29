package dev.spillway.worker.schedule;

/**
 * How long a step takes, as measured or as a model of a machine has it. More work takes no less.
 */
@FunctionalInterface
public interface StepTime {
  /** In seconds; only the relation of one to another matters. */
  double seconds(StepSize size);
}
