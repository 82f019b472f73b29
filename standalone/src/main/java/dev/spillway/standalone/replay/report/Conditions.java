package dev.spillway.standalone.replay.report;

import dev.spillway.standalone.replay.trace.Trace;
import dev.spillway.standalone.replay.twin.Twin;

/**
 * What all policies of a report had in common.
 *
 * @param trace as it was played, stretched to the load
 * @param twin workers; its policy is that by which capacity was found
 * @param profile name of the cost model
 * @param predictor as the command line names it
 * @param capacity requests per second; zero if it was not asked for
 */
public record Conditions(
    Trace trace,
    Twin twin,
    String profile,
    double profileError,
    String predictor,
    Objective objective,
    double capacity,
    long seed) {

  double load() {
    return capacity == 0 ? 0 : trace.rate() / capacity;
  }
}
