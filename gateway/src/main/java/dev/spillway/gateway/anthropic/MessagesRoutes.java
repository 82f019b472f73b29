package dev.spillway.gateway.anthropic;

import dev.spillway.gateway.chat.ChatPath;
import dev.spillway.gateway.http.ErrorShape;
import dev.spillway.gateway.http.JsonRoutes;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The addresses of Anthropic's clients. */
@Singleton
final class MessagesRoutes {
  private static final String MESSAGES = "/v1/messages";

  /** Before anything that could refuse. */
  private static final int FIRST = -2;

  private final ChatPath chats;

  @Inject
  MessagesRoutes(ChatPath chats) {
    this.chats = chats;
  }

  void register(@Observes Router router) {
    router
        .route(MESSAGES + "*")
        .order(FIRST)
        .handler(
            context -> {
              ErrorShape.use(context, MessageErrorBody::of);
              context.next();
            });
    JsonRoutes.post(router, MESSAGES, context -> chats.handle(context, MessageCallReader::read));
  }
}
