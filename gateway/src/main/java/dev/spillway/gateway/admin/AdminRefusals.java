package dev.spillway.gateway.admin;

import dev.spillway.gateway.audit.AuditTrail;
import dev.spillway.gateway.auth.Knocks;
import dev.spillway.gateway.config.GatewayConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Writes down who was not let in, from time to time and in few rows: a flood fills neither the log
 * nor the table.
 */
@Singleton
class AdminRefusals {
  private static final Logger LOG = Logger.getLogger(AdminRefusals.class);
  private static final int ADDRESSES = 16;

  private final Vertx vertx;
  private final Knocks knocks;
  private final AuditTrail trail;
  private final long interval;
  private volatile long timer;

  AdminRefusals(Vertx vertx, Knocks knocks, AuditTrail trail, GatewayConfig config) {
    this.vertx = vertx;
    this.knocks = knocks;
    this.trail = trail;
    interval = config.audit().shutOutInterval().toMillis();
  }

  void onStart(@Observes StartupEvent event) {
    timer = vertx.setPeriodic(interval, tick -> tell());
  }

  void onStop(@Observes ShutdownEvent event) {
    vertx.cancelTimer(timer);
  }

  private void tell() {
    knocks
        .tell(ADDRESSES)
        .forEach(
            tried -> {
              var address = tried.address();
              LOG.warnf(
                  "%d requests to the admin API from %s had no valid key",
                  tried.attempts(), address.orElse("other addresses"));
              trail
                  .shutOut(address.orElse(null), tried.attempts())
                  .subscribe()
                  .with(written -> {}, failure -> LOG.error("Not written down", failure));
            });
  }
}
