package dev.spillway.gateway.admin;

import dev.spillway.gateway.config.GatewayConfig;
import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.OIDCException;
import io.quarkus.oidc.common.OidcRequestFilter;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/**
 * What holds for each request to the issuer of tokens. None is made before the gateway has started:
 * Quarkus would wait for the answer before it starts, and would not start at all with one that
 * makes no sense. And none waits for longer than {@link
 * dev.spillway.gateway.config.OidcConfig#timeout}.
 */
@Singleton
@Unremovable
final class IssuerRequests implements OidcRequestFilter {
  private final long limitMillis;
  private volatile boolean started;

  IssuerRequests(GatewayConfig config) {
    limitMillis = config.oidc().timeout().toMillis();
  }

  /** From now on it may be asked. */
  void start() {
    started = true;
  }

  @Override
  public Uni<Void> filter(OidcRequestFilterContext context) {
    if (!started) {
      return Uni.createFrom().failure(new OIDCException("the gateway has not started yet"));
    }
    context.request().timeout(limitMillis);
    return Uni.createFrom().voidItem();
  }
}
