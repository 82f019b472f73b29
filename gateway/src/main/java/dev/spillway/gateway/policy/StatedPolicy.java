package dev.spillway.gateway.policy;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A policy that is said as a whole, unlike a {@link PolicyChange}: what is not said is the default.
 *
 * @param tiers absent: those that the router learned
 * @param conduct JSON, as {@link ConductJson} reads it
 * @param comment kept with the version that it makes; not part of the policy
 */
public record StatedPolicy(
    String name,
    Optional<List<String>> tiers,
    StoredRule rule,
    String conduct,
    Optional<String> comment) {

  public StatedPolicy {
    tiers = tiers.map(List::copyOf);
  }

  /** The change that makes any policy, or none, into this one. */
  public PolicyChange change() {
    return switch (rule) {
      case StoredRule.Scored scored ->
          new PolicyChange(
              tiers,
              Optional.of(scored.scorer()),
              Optional.of(scored.thresholds()),
              Optional.of(was -> scored.scoring()),
              Optional.empty(),
              Optional.empty(),
              Optional.of(was -> conduct),
              comment);
      case StoredRule.Routed routed ->
          new PolicyChange(
              tiers,
              Optional.empty(),
              Optional.empty(),
              Optional.of(routed.name()),
              Optional.of(routed.worthUsd()),
              Optional.of(was -> conduct),
              comment);
    };
  }

  /**
   * What can be said of it without a database: all but what depends on the router that it names.
   *
   * @param known the names of the tiers that there are
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} naming the field
   */
  public void check(Set<String> known) {
    var rules = new PolicyRules(() -> known, new Routers());
    rules.checkName(name);
    if (rule instanceof StoredRule.Routed && tiers.isEmpty()) {
      rules.conduct(conduct);
      return;
    }
    var named =
        tiers.orElseThrow(
            () -> new SpillwayException(new ErrorKind.InvalidValue("tiers", "tiers is missing")));
    if (rule instanceof StoredRule.Routed) {
      named.forEach(tier -> rules.checkTier("tiers", tier));
      rules.conduct(conduct);
      return;
    }
    rules.read(revision(named));
  }

  /** The same with the routers at hand, so that it could be served. */
  void check(Set<String> known, Routers routers) {
    var rules = new PolicyRules(() -> known, routers);
    rules.read(revision(tiers.or(() -> rules.learnedTiers(rule)).orElseGet(List::of)));
  }

  private PolicyRevision revision(List<String> of) {
    return new PolicyRevision(name, 1, of, rule, conduct, comment, "check", Instant.EPOCH);
  }

  /** An object as it is stored, its fields in order, so that the same content is the same text. */
  public static String json(String object) {
    return ConductJson.patched(ConductJson.PLAIN, object);
  }
}
