package dev.spillway.gateway.policy;

import java.util.List;
import java.util.Optional;

/** The rule of a policy as it is stored: by names, which may mean nothing to this gateway. */
public sealed interface StoredRule {

  /** The learned router that it goes by. */
  Optional<String> router();

  /**
   * A scorer and its thresholds.
   *
   * @param scorer by its wire name
   * @param scoring what the scorer needs to know, JSON as {@link ScoringJson} reads it
   */
  record Scored(String scorer, List<Double> thresholds, String scoring) implements StoredRule {
    public Scored {
      thresholds = List.copyOf(thresholds);
    }

    /** Of a scorer that needs to know nothing. */
    public Scored(String scorer, List<Double> thresholds) {
      this(scorer, thresholds, ScoringJson.PLAIN);
    }

    @Override
    public Optional<String> router() {
      return Optional.empty();
    }
  }

  /**
   * A learned router, and what a right answer is worth.
   *
   * @param name of the router
   * @param worthUsd dollars by which it is worth more than a wrong one
   */
  record Routed(String name, double worthUsd) implements StoredRule {
    @Override
    public Optional<String> router() {
      return Optional.of(name);
    }
  }
}
