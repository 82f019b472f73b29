package dev.spillway.gateway.workers;

import dev.spillway.contracts.worker.Worker;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.TierSource;
import dev.spillway.gateway.config.Tiers;
import dev.spillway.gateway.upstream.Upstreams;
import dev.spillway.router.placement.Placement;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.Search;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Knows the workers: those that the configuration names, called over gRPC, those in this process,
 * which are beans, and the endpoints of engines that are not ours. Probes ours at start and then
 * periodically, off the path of requests; the others are judged by their answers.
 */
@Singleton
public class WorkerRegistry {
  private static final String IN_FLIGHT = "spillway.worker.in.flight";
  private static final String MODELS = "spillway.worker.models";
  private static final String RESTING = "spillway.upstream.resting";

  /** What is measured of each; removed with it. */
  private static final Set<String> GAUGES = Set.of(IN_FLIGHT, MODELS, RESTING);

  private static final String WORKER = "worker";

  /** Connections to one worker; each carries many calls. */
  private static final int CONNECTIONS = 4;

  /** Calls that may wait for a connection. */
  private static final int WAITING_CALLS = 1_024;

  /** How often keys of upstreams and certificates that lie in files are read again. */
  private static final Duration FILES = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final WorkerClients clients;
  private final Upstreams upstreams;
  private final List<WorkerProbe> probes;
  private final Placement placement;
  private final WorkerPool pool;
  private final Embedders embedders;
  private final TierEmbedders tierEmbedders;
  private final long probeMillis;
  private final Engines engines;
  private final MeterRegistry meters;

  @Inject
  public WorkerRegistry(
      GatewayConfig config,
      TierSource source,
      Tiers tiers,
      Vertx vertx,
      @Any Instance<Worker> local,
      MeterRegistry meters) {
    this.vertx = vertx;
    this.meters = meters;
    clients =
        new WorkerClients(
            vertx,
            transport(config.worker().connectTimeout()),
            config.worker().tls(),
            config.deadline());
    var own = new ArrayList<WorkerSlot>();
    for (var address : config.workers().orElse(List.of())) {
      var at = WorkerAddress.parse(address);
      var socket = SocketAddress.inetSocketAddress(at.port(), at.host());
      var token = config.worker().token();
      own.add(
          new WorkerSlot(
              at.toString(),
              doubt -> new GrpcWorker(vertx, clients, socket, token, doubt),
              config.queue().ahead()));
    }
    for (var worker : local) {
      own.add(new WorkerSlot("local-" + own.size(), worker, config.queue().ahead()));
    }
    upstreams =
        new Upstreams(
            vertx, config.embeddingTiers(), config.worker().connectTimeout(), config.upstreamCa());
    engines =
        new Engines(
            upstreams, tiers, source.tiers(), (gone, come, all) -> changed(own, gone, come, all));
    var slots = both(own, engines.slots());
    var chosen = config.placement();
    var random = new Random();
    placement =
        new Placement(
            chosen.rule(),
            chosen.prefillWeight(),
            chosen.affinity(),
            chosen.indexSize().asLongValue(),
            random.nextLong());
    probes =
        own.stream()
            .map(
                slot ->
                    new WorkerProbe(
                        slot,
                        config.worker().probeTimeout(),
                        engines.names(),
                        () -> placement.forget(slot.name())))
            .toList();
    refuse(config.queue().most() < 0, "most: must not be negative");
    refuse(config.queue().spared() < 1, "spared: must be at least 1");
    refuse(config.queue().ahead() < 0, "ahead: must not be negative");
    pool =
        new WorkerPool(
            slots,
            placement,
            random,
            System::nanoTime,
            config.queue().most(),
            config.queue().spared(),
            new LineMeters(meters));
    var rest = config.responses().similar().rest();
    embedders = new Embedders("workers", own, rest, meters, System::nanoTime);
    var others = new HashMap<String, Embedders>();
    upstreams
        .embedding()
        .forEach(
            (tier, served) ->
                others.put(
                    tier,
                    new Embedders(
                        tier,
                        served.served().stream().map(Engines::slot).toList(),
                        rest,
                        meters,
                        System::nanoTime)));
    tierEmbedders = new TierEmbedders(embedders, others);
    probeMillis = config.worker().probeInterval().toMillis();
    slots.forEach(this::measure);
    Gauge.builder("spillway.placement.index.bytes", placement, Placement::indexBytes)
        .description("What remembering which worker holds which prompts takes")
        .register(meters);
  }

  @Produces
  @Singleton
  WorkerPool pool() {
    return pool;
  }

  @Produces
  @Singleton
  LiveTiers liveTiers() {
    return engines;
  }

  @Produces
  @Singleton
  Embedders embedders() {
    return embedders;
  }

  @Produces
  @Singleton
  TierEmbedders tierEmbedders() {
    return tierEmbedders;
  }

  /**
   * Probes every worker once before the first request is taken; a probe has a time limit. This is
   * the start-up thread, which may wait.
   */
  void start(@Observes StartupEvent event) {
    CompletableFuture.allOf(
            probes.stream()
                .map(probe -> probe.run().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new))
        .join();
    vertx.setPeriodic(
        probeMillis,
        tick -> {
          probes.forEach(probe -> probe.run().thenRun(pool::look));
          pool.look();
        });
    vertx.setPeriodic(
        FILES.toMillis(),
        tick ->
            vertx.executeBlocking(
                () -> {
                  upstreams.refreshKeys();
                  engines.refreshKeys();
                  clients.refresh();
                  return true;
                }));
  }

  void stop(@Observes ShutdownEvent event) {
    var _ = clients.close();
    upstreams.close();
  }

  private void changed(
      List<WorkerSlot> own, List<WorkerSlot> gone, List<WorkerSlot> come, List<WorkerSlot> all) {
    pool.use(both(own, all));
    gone.forEach(
        slot ->
            Search.in(meters).tag(WORKER, slot.name()).meters().stream()
                .filter(meter -> GAUGES.contains(meter.getId().getName()))
                .forEach(meters::remove));
    come.forEach(this::measure);
  }

  private static List<WorkerSlot> both(List<WorkerSlot> own, List<WorkerSlot> engines) {
    var all = new ArrayList<>(own);
    all.addAll(engines);
    return all;
  }

  private static void refuse(boolean wrong, String message) {
    if (wrong) {
      throw new IllegalArgumentException("spillway.gateway.queue." + message);
    }
  }

  /** HTTP/2 without the upgrade from HTTP/1.1. */
  static HttpClientOptions transport(Duration connectTimeout) {
    return new HttpClientOptions()
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setHttp2ClearTextUpgrade(false)
        .setConnectTimeout((int) connectTimeout.toMillis())
        .setHttp2MaxPoolSize(CONNECTIONS)
        .setMaxWaitQueueSize(WAITING_CALLS)
        .setTcpNoDelay(true)
        .setTcpKeepAlive(true);
  }

  private void measure(WorkerSlot slot) {
    Gauge.builder(IN_FLIGHT, slot, s -> placement.inFlight(s.name()))
        .description("Requests of this gateway that the worker is answering")
        .tag(WORKER, slot.name())
        .register(meters);
    Gauge.builder(MODELS, slot, s -> s.state().models().size())
        .description("Models that the worker serves; 0 while it does not answer")
        .tag(WORKER, slot.name())
        .register(meters);
    slot.breaker()
        .ifPresent(
            breaker ->
                Gauge.builder(RESTING, slot, s -> s.rests() ? 1 : 0)
                    .description("1 while the endpoint gets no requests, as it failed too often")
                    .tag(WORKER, slot.name())
                    .register(meters));
  }
}
