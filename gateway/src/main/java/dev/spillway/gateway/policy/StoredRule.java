package dev.spillway.gateway.policy;

import java.util.List;

/** The rule of a policy as it is stored: by names, which may mean nothing to this gateway. */
public sealed interface StoredRule {

  /**
   * A scorer and its thresholds.
   *
   * @param scorer by its wire name
   */
  record Scored(String scorer, List<Double> thresholds) implements StoredRule {
    public Scored {
      thresholds = List.copyOf(thresholds);
    }
  }

  /**
   * A learned router, and what a right answer is worth.
   *
   * @param worthUsd dollars by which it is worth more than a wrong one
   */
  record Routed(String router, double worthUsd) implements StoredRule {}
}
