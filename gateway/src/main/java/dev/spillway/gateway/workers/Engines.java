package dev.spillway.gateway.workers;

import dev.spillway.gateway.config.TierConfig;
import dev.spillway.gateway.config.Tiers;
import dev.spillway.gateway.config.UpstreamConfig;
import dev.spillway.gateway.upstream.Upstreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The endpoints of engines that are not ours, by the tiers that they serve, while the configuration
 * changes. A change is looked at as a whole before anything of it holds. A tier whose engine is the
 * same keeps its slots, and so what its breakers know; a price alone changes no slot.
 */
final class Engines implements LiveTiers {
  private final Upstreams upstreams;
  private final Tiers tiers;
  private final Listener listener;
  private final Set<String> names = ConcurrentHashMap.newKeySet();
  private volatile Map<String, Engine> byTier;

  /** Is told of slots that come and go. */
  interface Listener {
    void changed(List<WorkerSlot> gone, List<WorkerSlot> come, List<WorkerSlot> all);
  }

  private record Engine(
      UpstreamConfig config,
      Optional<String> model,
      Upstreams.Serving serving,
      List<WorkerSlot> slots) {
    Engine {
      slots = List.copyOf(slots);
    }

    boolean isOf(TierConfig tier) {
      return tier.upstream().filter(config::equals).isPresent() && model.equals(tier.model());
    }
  }

  /**
   * @throws IllegalArgumentException naming what is not valid
   */
  Engines(Upstreams upstreams, Tiers tiers, Map<String, TierConfig> atStart, Listener listener) {
    this.upstreams = upstreams;
    this.tiers = tiers;
    this.listener = listener;
    byTier = next(Map.of(), atStart);
    names.addAll(byTier.keySet());
  }

  @Override
  public Runnable prepare(Map<String, TierConfig> configured) {
    var before = byTier;
    var next = next(before, configured);
    var known = tiers.prepare(configured);
    return () -> use(before, next, known);
  }

  private synchronized void use(
      Map<String, Engine> before, Map<String, Engine> next, Runnable known) {
    if (!byTier.equals(before)) {
      throw new IllegalStateException("the tiers have changed since this change was prepared");
    }
    known.run();
    var gone = slots(before);
    var come = slots(next);
    var all = List.copyOf(come);
    come.removeAll(gone);
    gone.removeAll(all);
    names.addAll(next.keySet());
    names.retainAll(next.keySet());
    byTier = next;
    listener.changed(gone, come, all);
  }

  @Override
  public Optional<Integer> retries(String tier) {
    return Optional.ofNullable(byTier.get(tier)).map(engine -> engine.config().retries());
  }

  /** The tiers that they serve, as it changes. */
  Set<String> names() {
    return names;
  }

  List<WorkerSlot> slots() {
    return slots(byTier);
  }

  /** Reads keys in files again; waits for the disk. */
  void refreshKeys() {
    byTier.values().forEach(engine -> engine.serving().refreshKeys());
  }

  private Map<String, Engine> next(Map<String, Engine> before, Map<String, TierConfig> configured) {
    var next = new TreeMap<String, Engine>();
    configured.forEach(
        (name, tier) ->
            tier.upstream()
                .ifPresent(
                    upstream -> {
                      var same = before.get(name);
                      next.put(
                          name,
                          same != null && same.isOf(tier) ? same : engine(name, tier, upstream));
                    }));
    return next;
  }

  private Engine engine(String name, TierConfig tier, UpstreamConfig upstream) {
    var serving = upstreams.serve(name, tier.model(), upstream);
    return new Engine(
        upstream, tier.model(), serving, serving.served().stream().map(Engines::slot).toList());
  }

  private static List<WorkerSlot> slots(Map<String, Engine> engines) {
    var slots = new ArrayList<WorkerSlot>();
    engines.values().forEach(engine -> slots.addAll(engine.slots()));
    return slots;
  }

  static WorkerSlot slot(Upstreams.Served served) {
    return new WorkerSlot(
        served.name(),
        served.worker(),
        served.model(),
        served.weight(),
        served.most(),
        new Breaker(System::nanoTime, () -> ThreadLocalRandom.current().nextDouble()));
  }
}
