package dev.spillway.gateway.http;

import dev.spillway.contracts.error.ErrorKind;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** The last route: whatever no other answers gets a 404 in the shape that all errors have. */
@Singleton
public final class Fallback {
  /** Mistaken addresses are most often a client's base URL with too much or too little. */
  static final ErrorKind NOWHERE =
      new ErrorKind.NotFound(
          "there is nothing at this address; /q/openapi lists what there is. The base URL of"
              + " OpenAI's clients ends with /v1, that of Anthropic's does not");

  private static final int AFTER_ALL_OTHERS = RouteConstants.ROUTE_ORDER_AFTER_DEFAULT + 10_000;

  void register(@Observes Router router) {
    router.route().order(AFTER_ALL_OTHERS).handler(context -> ErrorReply.send(context, NOWHERE));
  }
}
