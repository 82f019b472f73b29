package dev.spillway.standalone.replay.report;

import dev.spillway.standalone.replay.twin.Outcome;

/**
 * What a client wants: seconds to the first token, and for each token after it. Requests that get
 * both count for goodput (Zhong et al., DistServe, OSDI 2024, section 1).
 */
public record Objective(double timeToFirst, double timePerToken) {
  boolean met(Outcome outcome) {
    return outcome.timeToFirst() <= timeToFirst && outcome.timePerToken() <= timePerToken;
  }
}
