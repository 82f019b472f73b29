package dev.spillway.gateway.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.contracts.worker.Worker;
import dev.spillway.gateway.auth.Caller;
import dev.spillway.gateway.cascade.VertxLoop;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.http.Bodies;
import dev.spillway.gateway.http.ErrorReply;
import dev.spillway.gateway.http.Json;
import dev.spillway.gateway.http.JsonRoutes;
import dev.spillway.gateway.tenancy.RequestNames;
import dev.spillway.gateway.workers.WorkerPool;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Says how many tokens a prompt has, without an answer to it: as the first tier of its route reads
 * it that can tell. Workers are asked one after another, each tier's before the next tier's; who
 * fails, cannot or does not say in time is passed over, and the last failure is the answer where
 * nobody tells. Nothing is generated, so nothing is paid for.
 */
@Singleton
public final class CountPath {
  private final Bodies bodies;
  private final Json json;
  private final Models models;
  private final WorkerPool pool;
  private final RequestNames names;
  private final Vertx vertx;
  private final Duration patience;

  /** A worker of a tier. */
  private record Counter(String model, Worker worker) {}

  @Inject
  CountPath(
      Bodies bodies,
      Json json,
      Models models,
      WorkerPool pool,
      RequestNames names,
      Vertx vertx,
      GatewayConfig config) {
    this.bodies = bodies;
    this.json = json;
    this.models = models;
    this.pool = pool;
    this.names = names;
    this.vertx = vertx;
    patience = config.worker().firstEventTimeout();
  }

  /**
   * @param format reads a body; a {@code SpillwayException} names the first field that is wrong
   * @param reply what is written as JSON
   */
  public void handle(
      RoutingContext context, Function<JsonNode, ChatRequest> format, IntFunction<Object> reply) {
    bodies
        .read(context)
        .onSuccess(body -> count(context, body, format, reply))
        .onFailure(failure -> ErrorReply.send(context, failure));
  }

  private void count(
      RoutingContext context,
      Buffer body,
      Function<JsonNode, ChatRequest> format,
      IntFunction<Object> reply) {
    try {
      var chat = format.apply(json.read(body));
      var caller = Caller.of(context);
      var counters = new ArrayDeque<Counter>();
      ErrorKind absence = new ErrorKind.Internal("the policy has no tier");
      for (var tier : models.route(chat.model(), caller).tiers()) {
        pool.workers(tier.model())
            .forEach(worker -> counters.add(new Counter(tier.model(), worker)));
        absence = pool.absence(tier.model());
      }
      var loop = new VertxLoop(vertx.getOrCreateContext());
      var _ =
          next(counters, chat, names.mint(caller.project()), absence)
              .whenComplete(
                  (tokens, failure) ->
                      loop.execute(
                          () -> {
                            if (failure == null) {
                              JsonRoutes.reply(context, replied -> reply.apply(tokens));
                            } else {
                              ErrorReply.send(context, new SpillwayException(kind(failure)));
                            }
                          }));
    } catch (RuntimeException e) {
      ErrorReply.send(context, e);
    }
  }

  private CompletionStage<Integer> next(
      Deque<Counter> counters, ChatRequest chat, String requestId, ErrorKind before) {
    var counter = counters.poll();
    if (counter == null) {
      return CompletableFuture.failedFuture(new SpillwayException(before));
    }
    var request =
        new GenerateRequest(requestId, counter.model(), chat.messages(), chat.sampling())
            .wanting(chat.demands());
    return ask(counter.worker(), request)
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(failure -> next(counters, chat, requestId, kind(failure)));
  }

  private static CompletableFuture<Integer> ask(Worker worker, GenerateRequest request) {
    try {
      return worker.count(request).toCompletableFuture().copy();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static ErrorKind kind(Throwable failure) {
    var cause = failure.getCause() == null ? failure : failure.getCause();
    return cause instanceof TimeoutException
        ? new ErrorKind.DeadlineExceeded("no worker counted the tokens in time")
        : SpillwayException.kindOf(failure instanceof SpillwayException ? failure : cause);
  }
}
