package dev.spillway.gateway.admin;

import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.OidcConfig;
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
 * Looks for the issuer of tokens when the gateway has started, and until it is there, whether or
 * not anybody comes with a token; and says while it is not. No start waits for it.
 */
@Singleton
class AdminTokensStartup {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final Instance<TenantConfigBean> tenants;
  private final Outages outages;
  private final IssuerRequests requests;
  private final OidcConfig config;
  private final Repeated looking;

  AdminTokensStartup(
      Vertx vertx,
      Instance<TenantConfigBean> tenants,
      Outages outages,
      IssuerRequests requests,
      GatewayConfig config) {
    this.tenants = tenants;
    this.outages = outages;
    this.requests = requests;
    this.config = config.oidc();
    looking =
        new Repeated(vertx, INTERVAL, "The issuer of tokens cannot be looked for", this::look);
  }

  void onStart(@Observes StartupEvent event) {
    if (config.issuer().isPresent()) {
      requests.start();
      looking.startNow();
    }
  }

  void onStop(@Observes ShutdownEvent event) {
    looking.stop();
  }

  /** For its metadata and its keys. That it is away still was told when it began. */
  private Uni<Void> look() {
    return tenants
        .get()
        .getDefaultTenant()
        .initialize()
        .ifNoItem()
        .after(config.timeout().multipliedBy(2))
        .fail()
        .invoke(
            found -> {
              outages.end(Outage.ISSUER_DOWN);
              looking.stop();
            })
        .onFailure()
        .invoke(failure -> outages.begin(Outage.ISSUER_DOWN, failure))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }
}
