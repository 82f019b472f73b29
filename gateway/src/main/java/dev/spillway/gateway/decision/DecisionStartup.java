package dev.spillway.gateway.decision;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.policy.Repeated;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Deletes from time to time what need not be kept, and writes the last decisions at the end. */
@Singleton
class DecisionStartup {

  /** Beyond the limit that the queue keeps itself. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final DecisionQueue queue;
  private final Repeated sweeping;
  private final Duration flushLimit;

  DecisionStartup(Vertx vertx, DecisionQueue queue, DecisionSweep sweep, GatewayConfig config) {
    this.queue = queue;
    sweeping =
        new Repeated(
            vertx,
            config.decisions().sweepInterval(),
            "Old decisions cannot be deleted",
            sweep::run);
    flushLimit = config.decisions().flushTimeout();
  }

  void onStart(@Observes StartupEvent event) {
    sweeping.start();
  }

  /** Before the database's client closes. */
  void onStop(@Observes ShutdownEvent event) {
    sweeping.stop();
    queue
        .stop(flushLimit)
        .toCompletableFuture()
        .orTimeout(flushLimit.plus(GRACE).toMillis(), MILLISECONDS)
        .exceptionally(late -> null)
        .join();
  }
}
