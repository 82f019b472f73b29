package dev.spillway.gateway.openai;

import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.decision.LabelListener;
import dev.spillway.gateway.decision.LabelStore;
import dev.spillway.gateway.http.Body;
import dev.spillway.gateway.http.ErrorReply;
import dev.spillway.gateway.http.Json;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Answers {@code POST /v1/feedback}: what a client thinks of an answer, kept before it is told. */
@Singleton
final class FeedbackHandler {
  private final Json json;
  private final LabelStore labels;
  private final LabelListener listener;
  private final Vertx vertx;
  private final long bodyLimit;
  private final Duration deadline;

  @Inject
  FeedbackHandler(
      Json json, LabelStore labels, LabelListener listener, Vertx vertx, GatewayConfig config) {
    this.json = json;
    this.labels = labels;
    this.listener = listener;
    this.vertx = vertx;
    bodyLimit = config.limits().bodySize().asLongValue();
    deadline = config.deadline();
  }

  void handle(RoutingContext context) {
    Body.read(vertx, context.request(), bodyLimit, deadline)
        .onSuccess(body -> keep(context, body))
        .onFailure(failure -> ErrorReply.send(context, failure));
  }

  private void keep(RoutingContext context, Buffer body) {
    try {
      var now = Instant.now().truncatedTo(ChronoUnit.MICROS);
      var feedback = FeedbackReader.read(json.read(body), now);
      labels
          .put(feedback.requestId(), feedback.label())
          .subscribe()
          .with(
              kept -> {
                listener.labelled(feedback.requestId(), feedback.label().quality());
                context.response().setStatusCode(204).end();
              },
              failure -> ErrorReply.send(context, failure));
    } catch (RuntimeException e) {
      ErrorReply.send(context, e);
    }
  }
}
