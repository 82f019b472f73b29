package dev.spillway.gateway.policy;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.router.Policy;
import dev.spillway.router.Scorer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What makes a policy valid in this gateway, beyond what makes it a {@link Policy}: its tiers are
 * configured here, its scorer exists in this release, and its name is not a tier's, because clients
 * use both as model names.
 *
 * <p>The same rules meet what an administrator sends and what the database holds: a stored policy
 * may have been valid for another configuration or written by a newer release.
 */
final class PolicyRules {
  private final Set<String> tiers;

  /**
   * @param tiers the names of the configured tiers
   */
  PolicyRules(Set<String> tiers) {
    this.tiers = Set.copyOf(tiers);
  }

  Set<String> tiers() {
    return tiers;
  }

  /**
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} naming the field
   */
  Policy read(PolicyRevision stored) {
    return check(
        new Policy(stored.name(), stored.tiers(), scorer(stored.scorer()), stored.thresholds()));
  }

  /**
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} naming the field
   */
  Policy check(Policy policy) {
    checkName(policy.name());
    for (var tier : policy.tiers()) {
      if (!tiers.contains(tier)) {
        throw invalid(
            "tiers",
            "must name configured tiers, but '%s' is not one; there are: %s"
                .formatted(PolicyChange.shortened(tier), String.join(", ", new TreeSet<>(tiers))));
      }
    }
    return policy;
  }

  /**
   * Whether a policy may have this name, before anything else of it is known.
   *
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} of {@code name}
   */
  String checkName(String name) {
    if (tiers.contains(name)) {
      throw invalid("name", "must not be the name of a tier");
    }
    return new Policy(name, List.of("any"), Scorer.MIN_PROBABILITY, List.of()).name();
  }

  /**
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} that lists the scorers
   */
  static Scorer scorer(String wireName) {
    return Scorer.ofWireName(wireName)
        .orElseThrow(
            () -> invalid("scorer", "must be one of: " + String.join(", ", Scorer.wireNames())));
  }

  private static SpillwayException invalid(String field, String message) {
    return new SpillwayException(new ErrorKind.InvalidValue(field, field + " " + message));
  }
}
