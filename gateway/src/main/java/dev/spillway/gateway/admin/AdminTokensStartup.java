package dev.spillway.gateway.admin;

import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.policy.Outage;
import dev.spillway.gateway.policy.Outages;
import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Says when the issuer of tokens was not there at the start, and looks for it until it is, whether
 * or not anybody comes with a token.
 */
@Singleton
class AdminTokensStartup {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final Instance<TenantConfigBean> tenants;
  private final Outages outages;
  private final boolean enabled;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile long timer;

  AdminTokensStartup(
      Vertx vertx, Instance<TenantConfigBean> tenants, Outages outages, GatewayConfig config) {
    this.vertx = vertx;
    this.tenants = tenants;
    this.outages = outages;
    enabled = config.oidc().issuer().isPresent();
  }

  void onStart(@Observes StartupEvent event) {
    if (enabled && !tenants.get().getDefaultTenant().ready()) {
      outages.begin(
          Outage.ISSUER_DOWN, new IllegalStateException("the issuer did not answer at the start"));
      timer = vertx.setPeriodic(INTERVAL.toMillis(), tick -> look());
    }
  }

  void onStop(@Observes ShutdownEvent event) {
    vertx.cancelTimer(timer);
  }

  private void look() {
    if (looking.compareAndSet(false, true)) {
      tenants
          .get()
          .getDefaultTenant()
          .initialize()
          .onTermination()
          .invoke(() -> looking.set(false))
          .subscribe()
          .with(
              found -> {
                outages.end(Outage.ISSUER_DOWN);
                vertx.cancelTimer(timer);
              },
              away -> {});
    }
  }
}
