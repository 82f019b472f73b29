package dev.spillway.gateway.http;

import dev.spillway.contracts.error.ErrorKind;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.function.Function;

/** Routes of JSON: one method at each address, and a typed error for any other. */
public final class JsonRoutes {
  private JsonRoutes() {}

  public static void post(Router router, String path, Handler<RoutingContext> handler) {
    router.post(path).handler(JsonRoutes::jsonOnly).handler(handler);
    refuseOthers(router, path, HttpMethod.POST);
  }

  public static void get(Router router, String path, Function<RoutingContext, Object> body) {
    router.get(path).handler(context -> reply(context, body));
    refuseOthers(router, path, HttpMethod.GET);
  }

  /** Answers with what there is to say, or with what is wrong. */
  public static void reply(RoutingContext context, Function<RoutingContext, Object> body) {
    try {
      var found = Json.write(body.apply(context));
      context
          .response()
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
          .end(found);
    } catch (RuntimeException e) {
      ErrorReply.send(context, e);
    }
  }

  private static void refuseOthers(Router router, String path, HttpMethod allowed) {
    router
        .route(path)
        .handler(
            context -> {
              context.response().putHeader(HttpHeaders.ALLOW, allowed.name());
              ErrorReply.send(
                  context,
                  new ErrorKind.NotAllowed(405, "this address takes %s only".formatted(allowed)));
            });
  }

  /** Also keeps out web pages, which may send anything but JSON to a local gateway unasked. */
  private static void jsonOnly(RoutingContext context) {
    var type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
    if (type != null && mediaType(type).equals("application/json")) {
      context.next();
    } else {
      ErrorReply.send(
          context,
          new ErrorKind.NotAllowed(415, "the body must be sent as Content-Type: application/json"));
    }
  }

  private static String mediaType(String header) {
    var parameters = header.indexOf(';');
    return (parameters < 0 ? header : header.substring(0, parameters))
        .strip()
        .toLowerCase(Locale.ROOT);
  }
}
