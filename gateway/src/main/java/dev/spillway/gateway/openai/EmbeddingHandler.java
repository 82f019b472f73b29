package dev.spillway.gateway.openai;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.auth.Caller;
import dev.spillway.gateway.cascade.Loop;
import dev.spillway.gateway.cascade.VertxLoop;
import dev.spillway.gateway.chat.Account;
import dev.spillway.gateway.chat.Models;
import dev.spillway.gateway.config.EmbeddingTiers.EmbeddingTier;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.http.Bodies;
import dev.spillway.gateway.http.ErrorReply;
import dev.spillway.gateway.http.Json;
import dev.spillway.gateway.quota.Admission;
import dev.spillway.gateway.quota.Quotas;
import dev.spillway.gateway.tenancy.RequestNames;
import dev.spillway.gateway.workers.TierEmbedders;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Answers {@code POST /v1/embeddings}: reads, finds the tier, lets in as far as limits and budgets
 * allow, and has the {@link EmbeddingRun} embed. There is no cascade, no decision and no cache: a
 * text has one vector with a model, and nothing to judge.
 */
@Singleton
final class EmbeddingHandler {
  /** About, to predict how many tokens texts have. */
  private static final int CHARACTERS_PER_TOKEN = 4;

  private final Bodies bodies;
  private final Json json;
  private final Models models;
  private final TierEmbedders embedders;
  private final Quotas quotas;
  private final RequestNames names;
  private final Vertx vertx;
  private final Duration deadline;
  private final Duration patience;

  @Inject
  EmbeddingHandler(
      Bodies bodies,
      Json json,
      Models models,
      TierEmbedders embedders,
      Quotas quotas,
      RequestNames names,
      Vertx vertx,
      GatewayConfig config) {
    this.bodies = bodies;
    this.json = json;
    this.models = models;
    this.embedders = embedders;
    this.quotas = quotas;
    this.names = names;
    this.vertx = vertx;
    deadline = config.deadline();
    patience = config.worker().firstEventTimeout();
  }

  void handle(RoutingContext context) {
    bodies
        .read(context)
        .onSuccess(body -> embed(context, body))
        .onFailure(failure -> ErrorReply.send(context, failure));
  }

  private void embed(RoutingContext context, Buffer body) {
    try {
      var order = EmbeddingOrder.read(json.read(body));
      var caller = Caller.of(context);
      var tier = models.embedder(order.model(), caller);
      check(order, tier);
      var requestId = names.mint(caller.project());
      context.response().putHeader(Account.REQUEST_ID, requestId);
      var loop = new VertxLoop(vertx.getOrCreateContext());
      quotas
          .admit(
              caller,
              requestId,
              1 + order.characters() / CHARACTERS_PER_TOKEN,
              tier.tier().price().perPromptToken().times(order.tokenBound()),
              loop)
          .onSuccess(admission -> admitted(context, order, tier, admission, loop))
          .onFailure(failure -> ErrorReply.send(context, failure));
    } catch (RuntimeException e) {
      ErrorReply.send(context, e);
    }
  }

  private static void check(EmbeddingOrder order, EmbeddingTier tier) {
    if (order.dimensions().isEmpty() || order.dimensions().equals(tier.dimensions())) {
      return;
    }
    throw new SpillwayException(
        new ErrorKind.InvalidValue(
            "dimensions",
            tier.dimensions().isPresent()
                ? "dimensions must be %d, which are the model's, or absent"
                    .formatted(tier.dimensions().getAsInt())
                : "dimensions must be absent: those of this model are not known"));
  }

  private void admitted(
      RoutingContext context,
      EmbeddingOrder order,
      EmbeddingTier tier,
      Admission admission,
      Loop loop) {
    admission.headers().forEach(context.response()::putHeader);
    switch (admission) {
      case Admission.Refused refused -> ErrorReply.send(context, refused.kind());
      case Admission.Admitted in ->
          new EmbeddingRun(
                  order,
                  tier,
                  embedders.of(tier.tier().name()),
                  in.purse(),
                  loop,
                  patience,
                  deadline,
                  context.response()::closed)
              .start()
              .compose(
                  // Many numbers: written off the event loop.
                  done ->
                      vertx
                          .executeBlocking(
                              () ->
                                  Json.write(
                                      EmbeddingBody.of(
                                          order.model(), done.vectors(), order.base64())),
                              false)
                          .onSuccess(written -> reply(context, tier, done, written)))
              .onFailure(failure -> ErrorReply.send(context, failure));
    }
  }

  private static void reply(
      RoutingContext context, EmbeddingTier tier, EmbeddingRun.Done done, Buffer body) {
    if (!context.response().closed()) {
      context
          .response()
          .putHeader(Account.TIER, tier.tier().name())
          .putHeader(Account.COST, done.cost().toString())
          .putHeader("content-type", "application/json")
          .putHeader("cache-control", "no-cache")
          .end(body);
    }
  }
}
