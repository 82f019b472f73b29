package dev.spillway.worker.server;

import dev.spillway.worker.embed.Embedder;
import dev.spillway.worker.kernel.KernelFlavour;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/**
 * Starts the worker with the process and stops it in order: first the door is closed, then running
 * answers may finish, then those that are called for over gRPC are handed over, then engines and
 * files are closed.
 */
@Singleton
final class WorkerBeans {
  private static final Logger LOG = Logger.getLogger(WorkerBeans.class);

  @Produces
  @Singleton
  ServedModels models(WorkerConfig config, Vertx vertx, MeterRegistry registry) {
    return ServedModels.load(config, SharedCache.open(config, vertx, registry));
  }

  @Produces
  @Singleton
  @Startup
  EngineWorker worker(
      WorkerConfig config, ServedModels models, MeterRegistry registry, Embedder embedder) {
    var meters = new WorkerMeters(registry);
    if (config.enabled()) {
      models.all().forEach(meters::watch);
      reportKernels(config, meters);
    }
    // Half as many again as the engines hold: prompts that are still being read.
    int inEngines = models.all().size() * (config.maxRunning() + config.maxWaiting());
    return new EngineWorker(
        config.id().orElseGet(WorkerBeans::anyId),
        models,
        Math.max(1, inEngines + inEngines / 2),
        meters,
        Infrastructure.getDefaultWorkerPool(),
        embedder);
  }

  /** Law "no silent slow path": here for the log, once; health and metrics show it as well. */
  private static void reportKernels(WorkerConfig config, WorkerMeters meters) {
    var flavour = config.kernels().orElse(KernelFlavour.best());
    meters.kernels(flavour);
    LOG.logf(
        KernelFlavour.degraded() ? Logger.Level.WARN : Logger.Level.INFO,
        "Computing with %s",
        KernelFlavour.report());
  }

  /**
   * Before anything else stops. {@code ShutdownEvent} would be too late: the HTTP server has then
   * told its peers to go away, and a call that crosses that message on the wire makes Netty break
   * the connection under all the others.
   */
  void stop(
      @Observes ShutdownDelayInitiatedEvent event,
      WorkerGrpcServer server,
      EngineWorker worker,
      WorkerConfig config) {
    int calls = drain(server, config.handOverAfter(), config.drainTimeout());
    int left = calls > 0 ? calls : worker.drain(config.drainTimeout());
    if (left > 0) {
      LOG.warnf("%d answers were not complete after %s", left, config.drainTimeout());
    }
  }

  private static int drain(WorkerGrpcServer server, Duration handOverAfter, Duration timeout) {
    if (handOverAfter.compareTo(timeout) >= 0) {
      return server.drain(timeout);
    }
    int unfinished = server.drain(handOverAfter);
    if (unfinished > 0) {
      LOG.infof(
          "Handing over %d answers that are not complete after %s", unfinished, handOverAfter);
      server.handOver();
    }
    return server.drain(timeout.minus(handOverAfter));
  }

  @Produces
  @Singleton
  Embedder embedder(WorkerConfig config, MeterRegistry registry) {
    var embedder = new Embedder(config.enabled() && config.embedding());
    if (config.enabled()) {
      new WorkerMeters(registry).watch(embedder);
    }
    return embedder;
  }

  void close(@Disposes Embedder embedder) {
    embedder.close();
  }

  void close(@Disposes ServedModels models) {
    models.close();
  }

  private static String anyId() {
    var suffix = HexFormat.of().toHexDigits((short) ThreadLocalRandom.current().nextInt());
    try {
      return InetAddress.getLocalHost().getHostName() + "-" + suffix;
    } catch (UnknownHostException e) {
      return "worker-" + suffix;
    }
  }
}
