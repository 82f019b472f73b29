package dev.spillway.gateway.learning;

import dev.spillway.gateway.cascade.Ending;
import dev.spillway.gateway.cascade.Trail;
import dev.spillway.gateway.cascade.Witness;
import dev.spillway.gateway.policy.Policies;
import dev.spillway.gateway.policy.VersionedPolicy;
import dev.spillway.router.drift.Drift;
import dev.spillway.router.drift.Observation;
import dev.spillway.router.drift.Promise;
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
 * <p>There is one watch of a policy for all gateways: each tells the others what it sees, which is
 * shadow runs and feedback, by {@link Exchange}. Nothing of a request waits for that. Between two
 * times that it tells, and while the database is away, a gateway goes by what all knew the last
 * time and by what it sees itself. What was seen is forgotten when the policy changes.
 *
 * <p>While something else serves, one request of ten still goes by the policy: else nobody would
 * see that it is as it was again. A fallback that is not there, or would lead back, is the best
 * tier.
 */
public final class DriftWatch implements Witness {
  private static final Logger LOG = Logger.getLogger(DriftWatch.class);

  /** Small answers of this gateway that are known without asking the database. */
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
        .map(Watched::view);
  }

  /** Policies that break their promise now, with the figures that do. */
  public Map<String, List<String>> outside() {
    var outside = new TreeMap<String, List<String>>();
    for (var name : byPolicy.keySet()) {
      of(name).filter(Drift::isOutside).ifPresent(drift -> outside.put(name, drift.outside()));
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
    var watched = watched(name, version, promise.get());
    if (watched.version() != version) {
      return;
    }
    boolean small = !trail.decision().tier().equals(request.tiers().getLast());
    observe(name, watched, new Observation.Answered(small));
    var confidence = trail.decision().confidence();
    if (small && confidence.isPresent()) {
      remember(request.id(), new Small(name, version, confidence.getAsDouble()));
      shadow(trail)
          .ifPresent(
              agrees ->
                  observe(
                      name,
                      watched,
                      new Observation.Labelled(confidence.getAsDouble(), agrees ? 1 : 0)));
    }
  }

  /**
   * Feedback came for an answer.
   *
   * @return whether it is one that this gateway remembers; it counts once
   */
  boolean labelled(String requestId, double quality) {
    Small small;
    synchronized (answers) {
      small = answers.remove(requestId);
    }
    if (small == null) {
      return false;
    }
    var watched = byPolicy.get(small.policy());
    if (watched != null && watched.version() == small.version()) {
      observe(small.policy(), watched, new Observation.Labelled(small.confidence(), quality));
    }
    return true;
  }

  /** Feedback came for an answer that another gateway gave, or this one a long time ago. */
  void labelled(String policy, int version, String tier, double confidence, double quality) {
    policies
        .find(policy)
        .filter(now -> now.version() == version && !now.policy().tiers().getLast().equals(tier))
        .flatMap(now -> now.policy().conduct().promise())
        .ifPresent(
            promise ->
                observe(
                    policy,
                    watched(policy, version, promise),
                    new Observation.Labelled(confidence, quality)));
  }

  /** What others told of a policy. */
  void heard(DriftStore.Known known) {
    policies
        .find(known.policy())
        .filter(now -> now.version() == known.version())
        .flatMap(now -> now.policy().conduct().promise())
        .ifPresent(
            promise -> {
              var watched = watched(known.policy(), known.version(), promise);
              if (watched.version() == known.version()) {
                say(known.policy(), watched, watched.heard(known));
              }
            });
  }

  /** What this gateway told, and what all know with it. */
  void told(String policy, Watched watched, DriftStore.Known known) {
    say(policy, watched, watched.told(known));
  }

  /** What is watched, by the names of the policies. */
  Map<String, Watched> watched() {
    return Map.copyOf(byPolicy);
  }

  private Watched watched(String name, int version, Promise promise) {
    return byPolicy.compute(
        name,
        (key, was) ->
            was != null && was.version() >= version ? was : begin(name, version, promise));
  }

  private static void observe(String policy, Watched watched, Observation seen) {
    say(policy, watched, watched.observe(seen));
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

  private Watched begin(String policy, int version, Promise promise) {
    var watched = new Watched(version, promise);
    for (var state : watched.view().states()) {
      Gauge.builder(
              "spillway.policy.drift",
              () -> outside().getOrDefault(policy, List.of()).contains(state.figure()) ? 1 : 0)
          .description("1 while a figure of a policy is outside what was promised of it")
          .tag("policy", policy)
          .tag("figure", state.figure())
          .register(registry);
    }
    return watched;
  }

  private static void say(String policy, Watched watched, Drift.Change change) {
    if (change.left().isEmpty() && change.returned().isEmpty()) {
      return;
    }
    for (var state : watched.view().states()) {
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
