package dev.spillway.gateway.http;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.config.GatewayConfig;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Refuses a body that says beforehand that it is too long, on every address. One that does not say
 * so is refused where it is read.
 */
@Singleton
public final class BodyLimit {
  private static final String LABELS = "/admin/v1/routers/";

  private final long limit;
  private final long labelsLimit;

  @Inject
  BodyLimit(Bodies bodies, GatewayConfig config) {
    limit = bodies.limit();
    labelsLimit = config.limits().labelsSize().asLongValue();
  }

  void register(@Observes Router router) {
    router.route().order(RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 1).handler(this::check);
  }

  private void check(RoutingContext context) {
    long most = context.request().path().startsWith(LABELS) ? labelsLimit : limit;
    if (declared(context) > most) {
      ErrorReply.send(context, new ErrorKind.BodyTooLarge(most));
    } else {
      context.next();
    }
  }

  private static long declared(RoutingContext context) {
    var header = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return header == null ? 0 : Long.parseLong(header);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
