package dev.spillway.gateway.learning;

import dev.spillway.gateway.cascade.Ending;
import dev.spillway.gateway.cascade.Trail;
import dev.spillway.gateway.cascade.Witness;
import dev.spillway.gateway.decision.LabelListener;
import dev.spillway.gateway.policy.Policies;
import dev.spillway.gateway.policy.VersionedPolicy;
import dev.spillway.router.drift.Drift;
import dev.spillway.router.policy.Conduct;
import dev.spillway.router.policy.Policy;
import dev.spillway.router.policy.Rule;
import dev.spillway.router.routing.Agreement;
import dev.spillway.router.score.TokenScorer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import org.jboss.logging.Logger;

/**
 * Watches whether policies keep what they promise ({@link Drift}), tells when one does not, and
 * lets something else serve while it does not, where the policy's conduct names it.
 *
 * <p>Each gateway watches the requests that it serves, by what it sees of them itself: shadow runs,
 * and feedback on the last {@value #REMEMBERED} small answers. Nothing of it waits for a store, and
 * what was seen is forgotten when the gateway ends or the policy changes.
 *
 * <p>While something else serves, one request of ten still goes by the policy: else nobody would
 * see that it is as it was again. A fallback that is not there, or would lead back, is the best
 * tier.
 */
public final class DriftWatch implements Witness, LabelListener {
  private static final Logger LOG = Logger.getLogger(DriftWatch.class);

  /** Small answers of which feedback still counts. */
  static final int REMEMBERED = 10_000;

  /** Share of requests that go by a policy that something else stands in for. */
  static final double PROBES = 0.1;

  private final Policies policies;
  private final MeterRegistry registry;
  private final DoubleSupplier dice;
  private final ConcurrentHashMap<String, Watched> byPolicy = new ConcurrentHashMap<>();
  private final Map<String, Small> answers =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Small> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Watched(int version, Drift drift) {}

  /** An answer that was given before the last tier. */
  private record Small(String policy, int version, double confidence) {}

  /**
   * @param dice draws from 0 on, below 1
   */
  DriftWatch(Policies policies, MeterRegistry registry, DoubleSupplier dice) {
    this.policies = policies;
    this.registry = registry;
    this.dice = dice;
  }

  /** What is watched of a policy; empty before its first request, or where it promises nothing. */
  public Optional<Drift> of(String policy) {
    return Optional.ofNullable(byPolicy.get(policy))
        .filter(
            watched ->
                policies.find(policy).filter(now -> now.version() == watched.version()).isPresent())
        .map(Watched::drift);
  }

  /** Policies that break their promise now, with the figures that do. */
  public Map<String, List<String>> outside() {
    var outside = new TreeMap<String, List<String>>();
    for (var name : byPolicy.keySet()) {
      of(name)
          .filter(Drift::isOutside)
          .ifPresent(
              drift ->
                  outside.put(
                      name,
                      drift.states().stream()
                          .filter(Drift.State::outside)
                          .map(Drift.State::figure)
                          .toList()));
    }
    return outside;
  }

  /** What serves a request for this policy: itself, or what stands in for it. */
  public VersionedPolicy serving(VersionedPolicy policy) {
    var fallback = policy.policy().conduct().fallback();
    if (fallback.isEmpty()
        || of(policy.policy().name()).filter(Drift::isOutside).isEmpty()
        || dice.getAsDouble() < PROBES) {
      return policy;
    }
    return fallback
        .filter(name -> !name.equals(Conduct.BEST_TIER) && !name.equals(policy.policy().name()))
        .flatMap(policies::find)
        .orElseGet(() -> bestTier(policy));
  }

  private static VersionedPolicy bestTier(VersionedPolicy policy) {
    return new VersionedPolicy(
        policy.version(),
        new Policy(
            policy.policy().name(),
            List.of(policy.policy().tiers().getLast()),
            new Rule.Thresholds(TokenScorer.MIN_PROBABILITY, List.of())),
        policy.changedAt());
  }

  @Override
  public void answered(Trail trail) {
    var request = trail.request();
    var promise = request.policy().conduct().promise();
    // An answer that was given again says nothing new.
    if (promise.isEmpty()
        || request.version().isEmpty()
        || trail.ending() == Ending.FAILED
        || !trail.decision().provenance().computed()) {
      return;
    }
    var name = request.policy().name();
    int version = request.version().getAsInt();
    var watched =
        byPolicy.compute(
            name,
            (key, was) ->
                was != null && was.version() >= version
                    ? was
                    : watch(name, version, new Drift(promise.get())));
    if (watched.version() != version) {
      return;
    }
    boolean small = !trail.decision().tier().equals(request.tiers().getLast());
    tell(name, watched.drift(), watched.drift().answered(small));
    var confidence = trail.decision().confidence();
    if (small && confidence.isPresent()) {
      remember(request.id(), new Small(name, version, confidence.getAsDouble()));
      shadow(trail)
          .ifPresent(
              agrees ->
                  tell(
                      name,
                      watched.drift(),
                      watched.drift().labelled(confidence.getAsDouble(), agrees ? 1 : 0)));
    }
  }

  @Override
  public void labelled(String requestId, double quality) {
    Small small;
    synchronized (answers) {
      small = answers.remove(requestId);
    }
    if (small != null) {
      var watched = byPolicy.get(small.policy());
      if (watched != null && watched.version() == small.version()) {
        tell(
            small.policy(), watched.drift(), watched.drift().labelled(small.confidence(), quality));
      }
    }
  }

  /** Whether the last tier, asked beside a small answer, came to the same. */
  private static Optional<Boolean> shadow(Trail trail) {
    if (trail.asides().isEmpty()) {
      return Optional.empty();
    }
    var last = trail.reply(trail.request().tiers().getLast());
    return trail
        .reply(trail.decision().tier())
        .flatMap(one -> last.map(other -> Agreement.of(one.text(), other.text())));
  }

  private void remember(String requestId, Small small) {
    synchronized (answers) {
      answers.put(requestId, small);
    }
  }

  private Watched watch(String policy, int version, Drift drift) {
    for (var state : drift.states()) {
      Gauge.builder(
              "spillway.policy.drift",
              () -> outside().getOrDefault(policy, List.of()).contains(state.figure()) ? 1 : 0)
          .description("1 while a figure of a policy is outside what was promised of it")
          .tag("policy", policy)
          .tag("figure", state.figure())
          .register(registry);
    }
    return new Watched(version, drift);
  }

  private static void tell(String policy, Drift drift, Drift.Change change) {
    for (var state : drift.states()) {
      if (change.left().contains(state.figure())) {
        LOG.warnf(
            "Policy '%s' does not keep its promise: %s %.3f, promised %.3f",
            policy, state.figure(), state.recent().orElse(0), state.promised());
      } else if (change.returned().contains(state.figure())) {
        LOG.infof("Policy '%s' keeps its promise of %s again", policy, state.figure());
      }
    }
  }
}
