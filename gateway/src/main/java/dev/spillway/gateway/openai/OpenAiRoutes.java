package dev.spillway.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.auth.Caller;
import dev.spillway.gateway.chat.ChatPath;
import dev.spillway.gateway.chat.CountPath;
import dev.spillway.gateway.chat.Models;
import dev.spillway.gateway.http.ErrorReply;
import dev.spillway.gateway.http.ErrorShape;
import dev.spillway.gateway.http.JsonRoutes;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * The addresses under {@code /v1}. They are routes of Vert.x rather than REST resources, because a
 * stream needs the connection itself: each frame written when it comes, back-pressure, and word of
 * a client that went away.
 */
@Singleton
final class OpenAiRoutes {
  private static final String RESPONSES = "/v1/responses";

  private final ChatPath chats;
  private final CountPath counts;
  private final EmbeddingHandler embeddings;
  private final FeedbackHandler feedback;
  private final Models models;

  @Inject
  OpenAiRoutes(
      ChatPath chats,
      CountPath counts,
      EmbeddingHandler embeddings,
      FeedbackHandler feedback,
      Models models) {
    this.chats = chats;
    this.counts = counts;
    this.embeddings = embeddings;
    this.feedback = feedback;
    this.models = models;
  }

  void register(@Observes Router router) {
    JsonRoutes.post(
        router,
        "/v1/chat/completions",
        context -> chats.handle(context, CompletionCallReader::read));
    JsonRoutes.post(
        router, "/v1/completions", context -> chats.handle(context, TextCallReader::read));
    JsonRoutes.post(
        router, RESPONSES, context -> chats.handle(context, body -> readResponse(context, body)));
    JsonRoutes.post(
        router,
        RESPONSES + "/input_tokens",
        context ->
            counts.handle(
                context, body -> readResponse(context, body).chat(), InputTokensBody::of));
    router.route(RESPONSES + "/*").handler(OpenAiRoutes::keepsNoResponses);
    JsonRoutes.post(router, "/v1/embeddings", embeddings::handle);
    JsonRoutes.post(router, "/v1/feedback", feedback::handle);

    JsonRoutes.get(
        router, "/v1/models", context -> ModelBody.Page.of(models.all(Caller.of(context))));
    JsonRoutes.get(
        router,
        "/v1/models/:id",
        context -> ModelBody.of(models.find(context.pathParam("id"), Caller.of(context))));

    router.route("/v1/*").failureHandler(OpenAiRoutes::failed);
  }

  private static ResponseCall readResponse(RoutingContext context, JsonNode body) {
    var call = ResponseCallReader.read(body);
    // What is found wrong from here on is found in the chat completion that it became.
    ErrorShape.use(context, ResponseErrors::of);
    return call;
  }

  private static void keepsNoResponses(RoutingContext context) {
    ErrorReply.send(
        context,
        new ErrorKind.NotFound(
            "no responses are kept here: there are none to read, cancel or delete"));
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
