package dev.spillway.gateway.decision;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.spillway.contracts.error.ErrorKind.StoreUnavailable;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.config.GatewayConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Deletes from time to time what need not be kept, and writes the last decisions at the end. */
@Singleton
class DecisionStartup {
  private static final Logger LOG = Logger.getLogger(DecisionStartup.class);

  /** Beyond the limit that the queue keeps itself. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final DecisionQueue queue;
  private final DecisionSweep sweep;
  private final Duration interval;
  private final Duration flushLimit;
  private final AtomicBoolean sweeping = new AtomicBoolean();
  private volatile long timer;

  DecisionStartup(Vertx vertx, DecisionQueue queue, DecisionSweep sweep, GatewayConfig config) {
    this.vertx = vertx;
    this.queue = queue;
    this.sweep = sweep;
    interval = config.decisions().sweepInterval();
    flushLimit = config.decisions().flushTimeout();
  }

  void onStart(@Observes StartupEvent event) {
    timer = vertx.setPeriodic(interval.toMillis(), tick -> sweep());
  }

  /** Before the database's client closes. */
  void onStop(@Observes ShutdownEvent event) {
    vertx.cancelTimer(timer);
    queue
        .stop(flushLimit)
        .toCompletableFuture()
        .orTimeout(flushLimit.plus(GRACE).toMillis(), MILLISECONDS)
        .exceptionally(late -> null)
        .join();
  }

  /** An outage is told by others; anything else is a defect. */
  private void sweep() {
    if (sweeping.compareAndSet(false, true)) {
      sweep
          .run()
          .onTermination()
          .invoke(() -> sweeping.set(false))
          .subscribe()
          .with(
              done -> {},
              failure -> {
                if (!(SpillwayException.kindOf(failure) instanceof StoreUnavailable)) {
                  LOG.error("Old decisions cannot be deleted", failure);
                }
              });
    }
  }
}
