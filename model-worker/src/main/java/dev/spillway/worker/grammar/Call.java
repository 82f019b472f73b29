package dev.spillway.worker.grammar;

/**
 * What follows here is of another rule, and goes on at {@code then} after it.
 *
 * @param gate not {@link Gate#COUNT}
 */
record Call(Rule rule, State then, Gate gate) {}
