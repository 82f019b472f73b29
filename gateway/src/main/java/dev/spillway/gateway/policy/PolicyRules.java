package dev.spillway.gateway.policy;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.router.policy.Conduct;
import dev.spillway.router.policy.Policy;
import dev.spillway.router.policy.Rule;
import dev.spillway.router.score.Scorer;
import dev.spillway.router.score.SecondOpinion;
import dev.spillway.router.score.TokenScorer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * What makes a policy valid in this gateway, beyond what makes it a {@link Policy}: its tiers are
 * configured here, its scorer exists in this release, and its name is not a tier's, because clients
 * use both as model names.
 *
 * <p>The same rules meet what an administrator sends and what the database holds: a stored policy
 * may have been valid for another configuration or written by a newer release.
 */
final class PolicyRules {
  private final Supplier<Set<String>> tiers;
  private final Routers routers;

  /**
   * @param tiers the names of the tiers that are configured now
   * @param routers those that are at hand
   */
  PolicyRules(Supplier<Set<String>> tiers, Routers routers) {
    this.tiers = tiers;
    this.routers = routers;
  }

  Set<String> tiers() {
    return tiers.get();
  }

  /**
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} naming the field
   */
  Policy read(PolicyRevision stored) {
    checkName(stored.name());
    stored.tiers().forEach(tier -> checkTier("tiers", tier));
    var conduct = conduct(stored.conduct());
    return new Policy(stored.name(), stored.tiers(), rule(stored), conduct);
  }

  /**
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} naming the field
   */
  Conduct conduct(String stored) {
    var conduct = ConductJson.read(stored);
    conduct.judge().ifPresent(judging -> checkTier("conduct.judge.tier", judging.tier()));
    return conduct;
  }

  private Rule rule(PolicyRevision stored) {
    return switch (stored.rule()) {
      case StoredRule.Scored scored -> new Rule.Thresholds(scorer(scored), scored.thresholds());
      case StoredRule.Routed routed -> {
        var found = router(routed.name());
        if (!found.tiers().equals(stored.tiers())) {
          throw invalid(
              "tiers",
              "must be those that router '%s' learned: %s"
                  .formatted(routed.name(), String.join(", ", found.tiers())));
        }
        yield new Rule.Learned(routed.name(), found.router(), routed.worthUsd());
      }
    };
  }

  private LearnedRouter router(String name) {
    return routers
        .find(name)
        .orElseThrow(
            () ->
                invalid(
                    "router",
                    "must be a router, but there is none named '%s'"
                        .formatted(PolicyChange.shortened(name))));
  }

  /** The tiers that the router of a rule learned, if it goes by one. */
  Optional<List<String>> learnedTiers(StoredRule rule) {
    return rule.router().map(name -> router(name).tiers());
  }

  /**
   * Whether a policy may have this name, before anything else of it is known.
   *
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} of {@code name}
   */
  String checkName(String name) {
    if (tiers().contains(name)) {
      throw invalid("name", "must not be the name of a tier");
    }
    return Policy.checkName(name);
  }

  private Scorer scorer(StoredRule.Scored stored) {
    var ofTokens = TokenScorer.ofWireName(stored.scorer());
    if (ofTokens.isPresent()) {
      if (!stored.scoring().equals(ScoringJson.PLAIN)) {
        throw invalid("scoring", "must be absent: %s needs none".formatted(stored.scorer()));
      }
      return ofTokens.get();
    }
    var opinion =
        ScoringJson.read(
            SecondOpinion.Kind.ofWireName(stored.scorer())
                .orElseThrow(
                    () ->
                        invalid(
                            "scorer", "must be one of: " + String.join(", ", Scorer.wireNames()))),
            stored.scoring());
    opinion.tier().ifPresent(tier -> checkTier("scoring.tier", tier));
    return opinion;
  }

  /**
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} of the field
   */
  void checkTier(String field, String tier) {
    if (!tiers().contains(tier)) {
      throw invalid(
          field,
          "must name configured tiers, but '%s' is not one; there are: %s"
              .formatted(PolicyChange.shortened(tier), String.join(", ", new TreeSet<>(tiers()))));
    }
  }

  private static SpillwayException invalid(String field, String message) {
    return new SpillwayException(new ErrorKind.InvalidValue(field, field + " " + message));
  }
}
