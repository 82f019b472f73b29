package dev.spillway.gateway.auth;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.http.ErrorReply;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Lets only those into {@code /v1} who have the key, where there is one. */
@Singleton
public final class ApiKeyGuard {
  private final Optional<BearerKey> key;

  @Inject
  ApiKeyGuard(GatewayConfig config) {
    key = config.apiKey().map(BearerKey::new);
  }

  void register(@Observes Router router) {
    if (key.isPresent()) {
      router.route("/v1/*").order(-1).handler(context -> check(context, key.get()));
    }
  }

  private static void check(RoutingContext context, BearerKey key) {
    if (key.opens(context.request().getHeader(HttpHeaders.AUTHORIZATION))) {
      context.next();
    } else {
      ErrorReply.send(
          context,
          new ErrorKind.Unauthorized(
              "this gateway needs its API key, sent as 'Authorization: Bearer KEY'"));
    }
  }
}
