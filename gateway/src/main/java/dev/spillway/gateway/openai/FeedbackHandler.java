package dev.spillway.gateway.openai;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.auth.Caller;
import dev.spillway.gateway.decision.LabelListener;
import dev.spillway.gateway.decision.LabelStore;
import dev.spillway.gateway.http.Bodies;
import dev.spillway.gateway.http.ErrorReply;
import dev.spillway.gateway.http.Json;
import dev.spillway.gateway.tenancy.RequestNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Answers {@code POST /v1/feedback}: what a client thinks of an answer, kept before it is told.
 *
 * <p>Law: tenants do not meet. Only the project whose request it was has an opinion of its answer.
 * To all others it is as if there had been no such request.
 */
@Singleton
final class FeedbackHandler {
  private final Bodies bodies;
  private final Json json;
  private final LabelStore labels;
  private final LabelListener listener;
  private final RequestNames names;

  @Inject
  FeedbackHandler(
      Bodies bodies, Json json, LabelStore labels, LabelListener listener, RequestNames names) {
    this.bodies = bodies;
    this.json = json;
    this.labels = labels;
    this.listener = listener;
    this.names = names;
  }

  void handle(RoutingContext context) {
    bodies
        .read(context)
        .onSuccess(body -> keep(context, body))
        .onFailure(failure -> ErrorReply.send(context, failure));
  }

  private void keep(RoutingContext context, Buffer body) {
    try {
      var now = Instant.now().truncatedTo(ChronoUnit.MICROS);
      var feedback = FeedbackReader.read(json.read(body), now);
      if (!names.isOf(feedback.requestId(), Caller.of(context).project())) {
        throw new SpillwayException(
            new ErrorKind.NotFound("this project has had no request of this id"));
      }
      labels
          .put(feedback.requestId(), feedback.label())
          .subscribe()
          .with(
              first -> {
                if (first) {
                  listener.labelled(feedback.requestId(), feedback.label().quality());
                }
                context.response().setStatusCode(204).end();
              },
              failure -> ErrorReply.send(context, failure));
    } catch (RuntimeException e) {
      ErrorReply.send(context, e);
    }
  }
}
