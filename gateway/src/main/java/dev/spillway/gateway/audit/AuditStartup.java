package dev.spillway.gateway.audit;

import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.policy.Repeated;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Deletes from time to time what need not be kept. */
@Singleton
class AuditStartup {
  private final Repeated sweeping;

  AuditStartup(Vertx vertx, AuditSweep sweep, GatewayConfig config) {
    sweeping =
        new Repeated(
            vertx,
            config.audit().sweepInterval(),
            "Old rows of the audit log cannot be deleted",
            sweep::run);
  }

  void onStart(@Observes StartupEvent event) {
    sweeping.start();
  }

  void onStop(@Observes ShutdownEvent event) {
    sweeping.stop();
  }
}
