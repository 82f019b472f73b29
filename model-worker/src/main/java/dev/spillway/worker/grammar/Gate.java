package dev.spillway.worker.grammar;

/** What an edge asks of the counters of its {@link Top}. */
enum Gate {
  OPEN,

  /** There is room for one more, and this is it. */
  COUNT,

  /** There are as many as there must be. */
  ENOUGH
}
