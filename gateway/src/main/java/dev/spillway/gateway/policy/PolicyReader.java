package dev.spillway.gateway.policy;

import dev.spillway.contracts.error.SpillwayException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Finds for each stored policy the latest version that this gateway can serve.
 *
 * <p>A row that it cannot serve, because a tier is gone from the configuration or a newer release
 * wrote it, is skipped with one log line and never takes the gateway down. All gateways with the
 * same configuration come to the same version, whether they have run for long or just started.
 */
final class PolicyReader {
  private static final Logger LOG = Logger.getLogger(PolicyReader.class);

  private final PolicyRules rules;
  private final Routers routers;

  /** The last version of each policy that was reported; as many as there are policies. */
  private final Map<String, Integer> reported = new ConcurrentHashMap<>();

  PolicyReader(PolicyRules rules, Routers routers) {
    this.rules = rules;
    this.routers = routers;
  }

  Uni<List<LivePolicy>> current(PolicyStore store, RouterStore models) {
    return store
        .current()
        .call(latest -> prepare(models, latest))
        .chain(
            latest ->
                Multi.createFrom()
                    .iterable(latest)
                    .onItem()
                    .transformToUniAndConcatenate(revision -> servable(store, models, revision))
                    .filter(Optional::isPresent)
                    .map(Optional::orElseThrow)
                    .collect()
                    .asList());
  }

  /** Gets the routers that these versions go by. */
  Uni<Void> prepare(RouterStore models, List<PolicyRevision> versions) {
    return routers.load(
        models,
        versions.stream()
            .map(version -> version.rule().router())
            .flatMap(Optional::stream)
            .toList());
  }

  /** The first of these versions, latest first, that can be served here. */
  Optional<LivePolicy> latest(List<PolicyRevision> history) {
    return history.stream().map(this::read).flatMap(Optional::stream).findFirst();
  }

  private Uni<Optional<LivePolicy>> servable(
      PolicyStore store, RouterStore models, PolicyRevision latest) {
    var policy = read(latest);
    return policy.isPresent()
        ? Uni.createFrom().item(policy)
        : store.history(latest.name()).call(history -> prepare(models, history)).map(this::latest);
  }

  private Optional<LivePolicy> read(PolicyRevision stored) {
    try {
      return Optional.of(new LivePolicy(rules.read(stored), stored));
    } catch (SpillwayException e) {
      report(stored, e.kind().message());
      return Optional.empty();
    }
  }

  /** Once for each version, unless it is older than one that was reported. */
  private void report(PolicyRevision stored, String why) {
    var known = reported.getOrDefault(stored.name(), 0);
    if (stored.version() > known
        && (known == 0
            ? reported.putIfAbsent(stored.name(), stored.version()) == null
            : reported.replace(stored.name(), known, stored.version()))) {
      LOG.warnf(
          "Policy '%s' version %d cannot be served here and is skipped: %s",
          stored.name(), stored.version(), why);
    }
  }
}
