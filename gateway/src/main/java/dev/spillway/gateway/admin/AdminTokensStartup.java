package dev.spillway.gateway.admin;

import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.policy.Outage;
import dev.spillway.gateway.policy.Outages;
import dev.spillway.gateway.policy.Repeated;
import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Says when the issuer of tokens was not there at the start, and looks for it until it is, whether
 * or not anybody comes with a token.
 */
@Singleton
class AdminTokensStartup {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final Instance<TenantConfigBean> tenants;
  private final Outages outages;
  private final boolean enabled;
  private final Repeated looking;

  AdminTokensStartup(
      Vertx vertx, Instance<TenantConfigBean> tenants, Outages outages, GatewayConfig config) {
    this.tenants = tenants;
    this.outages = outages;
    enabled = config.oidc().issuer().isPresent();
    looking =
        new Repeated(vertx, INTERVAL, "The issuer of tokens cannot be looked for", this::look);
  }

  void onStart(@Observes StartupEvent event) {
    if (enabled && !tenants.get().getDefaultTenant().ready()) {
      outages.begin(
          Outage.ISSUER_DOWN, new IllegalStateException("the issuer did not answer at the start"));
      looking.start();
    }
  }

  void onStop(@Observes ShutdownEvent event) {
    looking.stop();
  }

  /** That it is away still was told when it began. */
  private Uni<Void> look() {
    return tenants
        .get()
        .getDefaultTenant()
        .initialize()
        .invoke(
            found -> {
              outages.end(Outage.ISSUER_DOWN);
              looking.stop();
            })
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }
}
