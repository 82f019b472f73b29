package dev.spillway.gateway.openai;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.auth.Caller;
import dev.spillway.gateway.http.ErrorReply;
import dev.spillway.gateway.http.Json;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Locale;

/**
 * The addresses under {@code /v1}. They are routes of Vert.x rather than REST resources, because a
 * stream needs the connection itself: each frame written when it comes, back-pressure, and word of
 * a client that went away.
 */
@Singleton
final class OpenAiRoutes {
  private final ChatHandler chat;
  private final FeedbackHandler feedback;
  private final Models models;

  @Inject
  OpenAiRoutes(ChatHandler chat, FeedbackHandler feedback, Models models) {
    this.chat = chat;
    this.feedback = feedback;
    this.models = models;
  }

  void register(@Observes Router router) {
    post(router, "/v1/chat/completions", chat::handle);
    post(router, "/v1/feedback", feedback::handle);

    get(router, "/v1/models", context -> ModelBody.Page.of(models.all(Caller.of(context))));
    get(
        router,
        "/v1/models/:id",
        context -> models.find(context.pathParam("id"), Caller.of(context)));

    router.route("/v1/*").failureHandler(OpenAiRoutes::failed);
  }

  private void post(Router router, String path, Handler<RoutingContext> handler) {
    router.post(path).handler(this::jsonOnly).handler(handler);
    refuseOthers(router, path, HttpMethod.POST);
  }

  private void get(
      Router router, String path, java.util.function.Function<RoutingContext, Object> body) {
    Handler<RoutingContext> reply =
        context -> {
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
        };
    router.get(path).handler(reply);
    refuseOthers(router, path, HttpMethod.GET);
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
  private void jsonOnly(RoutingContext context) {
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

  private static void failed(RoutingContext context) {
    var failure = context.failure();
    ErrorReply.send(
        context,
        failure != null
            ? failure
            : new IllegalStateException("a route failed with status " + context.statusCode()));
  }
}
