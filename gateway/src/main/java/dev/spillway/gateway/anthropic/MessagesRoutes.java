package dev.spillway.gateway.anthropic;

import dev.spillway.gateway.auth.Caller;
import dev.spillway.gateway.chat.ChatPath;
import dev.spillway.gateway.chat.CountPath;
import dev.spillway.gateway.chat.Models;
import dev.spillway.gateway.http.ErrorShape;
import dev.spillway.gateway.http.JsonRoutes;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Function;

/**
 * The addresses of Anthropic's clients. Models are at the same address as OpenAI's, so there the
 * header tells who asks that Anthropic's clients always send.
 */
@Singleton
final class MessagesRoutes {
  private static final String MESSAGES = "/v1/messages";
  private static final String MODELS = "/v1/models";
  private static final String VERSION = "anthropic-version";

  /** Before anything that could refuse: too long a body is the first. */
  private static final int FIRST = RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 2;

  private final ChatPath chats;
  private final CountPath counts;
  private final Models models;

  @Inject
  MessagesRoutes(ChatPath chats, CountPath counts, Models models) {
    this.chats = chats;
    this.counts = counts;
    this.models = models;
  }

  /** Before OpenAI's routes, which take whatever comes to theirs. */
  void register(@Observes @Priority(1) Router router) {
    router.route("/v1/*").order(FIRST).handler(MessagesRoutes::shapeErrors);
    JsonRoutes.post(
        router,
        MESSAGES,
        context -> {
          var headers = context.request().headers();
          chats.handle(context, body -> MessageCallReader.read(body, Betas.read(headers)));
        });
    JsonRoutes.post(
        router,
        MESSAGES + "/count_tokens",
        context -> counts.handle(context, MessageCallReader::readPrompt, TokenCountBody::new));
    get(
        router,
        MODELS,
        context -> AnthropicModel.Page.of(models.chats(Caller.of(context)).toList()));
    get(
        router,
        MODELS + "/:id",
        context -> AnthropicModel.of(models.findChat(context.pathParam("id"), Caller.of(context))));
  }

  private static void shapeErrors(RoutingContext context) {
    if (asks(context) || context.request().path().startsWith(MESSAGES)) {
      ErrorShape.use(context, MessageErrorBody::of);
    }
    context.next();
  }

  private static void get(Router router, String path, Function<RoutingContext, Object> body) {
    router
        .get(path)
        .handler(
            context -> {
              if (asks(context)) {
                JsonRoutes.reply(context, body);
              } else {
                context.next();
              }
            });
  }

  private static boolean asks(RoutingContext context) {
    return context.request().headers().contains(VERSION);
  }
}
