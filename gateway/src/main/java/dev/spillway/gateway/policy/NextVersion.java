package dev.spillway.gateway.policy;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;

/**
 * Which version follows from a change of a policy, by the versions that there are. What follows can
 * be served here, or nothing does.
 */
final class NextVersion {
  /** A bound on memory; tenants do not make policies, administrators do. */
  private static final int MAX_POLICIES = 1_000;

  private final RouterStore models;
  private final Routers routers;
  private final PolicyRules rules;
  private final PolicyReader reader;
  private final IntSupplier policies;
  private final Clock clock;

  /**
   * @param policies how many there are
   */
  NextVersion(
      RouterStore models,
      Routers routers,
      PolicyRules rules,
      PolicyReader reader,
      IntSupplier policies,
      Clock clock) {
    this.models = models;
    this.routers = routers;
    this.rules = rules;
    this.reader = reader;
    this.policies = policies;
    this.clock = clock;
  }

  /** What {@link #decide} needs: the routers that are spoken of. */
  Uni<Void> prepare(PolicyChange change, List<PolicyRevision> history) {
    return reader
        .prepare(models, history)
        .chain(() -> routers.load(models, change.router().stream().toList()));
  }

  /**
   * The next version, or the one there is if the change changes nothing.
   *
   * @param history the versions there are, latest first
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} naming the field, or {@link
   *     ErrorKind.PreconditionFailed}
   */
  PolicyRevision decide(
      String name,
      PolicyChange change,
      IntPredicate precondition,
      String by,
      List<PolicyRevision> history) {
    var current = reader.latest(history);
    var version = current.map(LivePolicy::version).orElse(0);
    if (!precondition.test(version)) {
      throw new SpillwayException(
          new ErrorKind.PreconditionFailed(
              "If-Match",
              version == 0
                  ? "there is no policy '%s' yet".formatted(PolicyChange.shortened(name))
                  : "policy '%s' is at version %d; read it again".formatted(name, version)));
    }
    var known = current.map(LivePolicy::revision);
    var rule = change.rule(known.map(PolicyRevision::rule));
    var tiers = change.tiers(known.map(PolicyRevision::tiers), rules.learnedTiers(rule));
    int latest = history.isEmpty() ? 0 : history.getFirst().version();
    var conduct = change.conduct(known.map(PolicyRevision::conduct));
    var next = servable(revision(name, latest + 1, tiers, rule, conduct, change.comment(), by));
    if (history.isEmpty() && policies.getAsInt() >= MAX_POLICIES) {
      throw new SpillwayException(
          new ErrorKind.InvalidValue(
              "name", "there may be at most %d policies".formatted(MAX_POLICIES)));
    }
    return known.filter(was -> was.version() == latest && was.hasContentOf(next)).orElse(next);
  }

  /** The first version of a policy that the gateway ships. */
  PolicyRevision shipped(String name, List<String> tiers, StoredRule rule) {
    return servable(revision(name, 1, tiers, rule, ConductJson.PLAIN, Optional.empty(), "gateway"));
  }

  private PolicyRevision servable(PolicyRevision revision) {
    rules.read(revision);
    return revision;
  }

  private PolicyRevision revision(
      String name,
      int version,
      List<String> tiers,
      StoredRule rule,
      String conduct,
      Optional<String> comment,
      String by) {
    return new PolicyRevision(
        name,
        version,
        tiers,
        rule,
        conduct,
        comment,
        by,
        clock.instant().truncatedTo(ChronoUnit.MICROS));
  }
}
