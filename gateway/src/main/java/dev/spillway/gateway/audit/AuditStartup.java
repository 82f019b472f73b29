package dev.spillway.gateway.audit;

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

/** Deletes from time to time what need not be kept. */
@Singleton
class AuditStartup {
  private static final Logger LOG = Logger.getLogger(AuditStartup.class);

  private final Vertx vertx;
  private final AuditSweep sweep;
  private final Duration interval;
  private final AtomicBoolean sweeping = new AtomicBoolean();
  private volatile long timer;

  AuditStartup(Vertx vertx, AuditSweep sweep, GatewayConfig config) {
    this.vertx = vertx;
    this.sweep = sweep;
    interval = config.audit().sweepInterval();
  }

  void onStart(@Observes StartupEvent event) {
    timer = vertx.setPeriodic(interval.toMillis(), tick -> sweep());
  }

  void onStop(@Observes ShutdownEvent event) {
    vertx.cancelTimer(timer);
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
                  LOG.error("Old rows of the audit log cannot be deleted", failure);
                }
              });
    }
  }
}
