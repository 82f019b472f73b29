package dev.spillway.gateway.workers;

import dev.spillway.contracts.worker.Worker;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.router.placement.Placement;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * Knows the workers: those that the configuration names, called over gRPC, and those in this
 * process, which are beans. Probes each at start and then periodically, off the path of requests.
 */
@Singleton
public class WorkerRegistry {
  /** Connections to one worker; each carries many calls. */
  private static final int CONNECTIONS = 4;

  /** Calls that may wait for a connection. */
  private static final int WAITING_CALLS = 1_024;

  private final Vertx vertx;
  private final GrpcClient client;
  private final List<WorkerSlot> slots = new ArrayList<>();
  private final List<WorkerProbe> probes;
  private final Placement placement;
  private final WorkerPool pool;
  private final Embedders embedders;
  private final long probeMillis;

  @Inject
  public WorkerRegistry(
      GatewayConfig config, Vertx vertx, @Any Instance<Worker> local, MeterRegistry meters) {
    this.vertx = vertx;
    client = GrpcClient.client(vertx, transport(config.worker().connectTimeout()));
    for (var address : config.workers().orElse(List.of())) {
      var at = WorkerAddress.parse(address);
      var socket = SocketAddress.inetSocketAddress(at.port(), at.host());
      slots.add(
          new WorkerSlot(at.toString(), doubt -> new GrpcWorker(vertx, client, socket, doubt)));
    }
    for (var worker : local) {
      slots.add(new WorkerSlot("local-" + slots.size(), worker));
    }
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
        slots.stream()
            .map(
                slot ->
                    new WorkerProbe(
                        slot, config.worker().probeTimeout(), () -> placement.forget(slot.name())))
            .toList();
    pool = new WorkerPool(slots, placement, random);
    embedders = new Embedders(slots, config.responses().similar().rest(), meters, System::nanoTime);
    probeMillis = config.worker().probeInterval().toMillis();
    slots.forEach(slot -> measure(slot, meters));
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
  Embedders embedders() {
    return embedders;
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
    vertx.setPeriodic(probeMillis, tick -> probes.forEach(WorkerProbe::run));
  }

  void stop(@Observes ShutdownEvent event) {
    var _ = client.close();
  }

  /** HTTP/2 without TLS and without the upgrade from HTTP/1.1. */
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

  private void measure(WorkerSlot slot, MeterRegistry meters) {
    Gauge.builder("spillway.worker.in.flight", slot, s -> placement.inFlight(s.name()))
        .description("Requests of this gateway that the worker is answering")
        .tag("worker", slot.name())
        .register(meters);
    Gauge.builder("spillway.worker.models", slot, s -> s.state().models().size())
        .description("Models that the worker serves; 0 while it does not answer")
        .tag("worker", slot.name())
        .register(meters);
  }
}
