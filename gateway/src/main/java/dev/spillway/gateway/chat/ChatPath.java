package dev.spillway.gateway.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.gateway.auth.Caller;
import dev.spillway.gateway.cascade.CascadeRequest;
import dev.spillway.gateway.cascade.VertxLoop;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.http.Body;
import dev.spillway.gateway.http.ErrorReply;
import dev.spillway.gateway.http.Json;
import dev.spillway.gateway.quota.Admission;
import dev.spillway.gateway.quota.Quotas;
import dev.spillway.gateway.response.CacheControl;
import dev.spillway.gateway.response.ResponseCache;
import dev.spillway.gateway.tenancy.RequestNames;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Function;

/**
 * The path of every chat request: read, route, admit, answer; all on the event loop of the
 * connection. Wire formats differ in what they read and in the {@link Reply} that writes.
 */
@Singleton
public final class ChatPath {
  private final Json json;
  private final Models models;
  private final ResponseCache answers;
  private final Quotas quotas;
  private final PrefixExplainer prefixes;
  private final RequestNames names;
  private final Vertx vertx;
  private final long bodyLimit;
  private final Duration deadline;

  @Inject
  ChatPath(
      Json json,
      Models models,
      ResponseCache answers,
      Quotas quotas,
      PrefixExplainer prefixes,
      RequestNames names,
      Vertx vertx,
      GatewayConfig config) {
    this.json = json;
    this.models = models;
    this.answers = answers;
    this.quotas = quotas;
    this.prefixes = prefixes;
    this.names = names;
    this.vertx = vertx;
    bodyLimit = config.limits().bodySize().asLongValue();
    deadline = config.deadline();
  }

  /**
   * @param format reads a body; a {@code SpillwayException} names the first field that is wrong
   */
  public void handle(RoutingContext context, Function<JsonNode, ? extends ChatCall> format) {
    Body.read(vertx, context.request(), bodyLimit, deadline)
        .onSuccess(body -> answer(context, body, format))
        .onFailure(failure -> ErrorReply.send(context, failure));
  }

  private void answer(
      RoutingContext context, Buffer body, Function<JsonNode, ? extends ChatCall> format) {
    try {
      var call = format.apply(json.read(body));
      var caller = Caller.of(context);
      var route = models.route(call.chat().model(), caller);
      var requestId = names.mint(caller.project());
      context.response().putHeader(Account.REQUEST_ID, requestId);
      prefixes.explain(context, caller.project(), call.chat().messages());
      var identity = Identity.of(requestId, route.label());
      var reply = call.reply(context, identity);
      var loop = new VertxLoop(vertx.getOrCreateContext());
      context.addEndHandler(
          ended -> {
            if (ended.failed()) {
              loop.execute(reply::clientGone);
            }
          });
      var request =
          new CascadeRequest(
              requestId,
              caller.project(),
              call.chat(),
              route.policy(),
              route.version(),
              route.tiers(),
              call.stream());
      quotas
          .admit(caller, requestId, call.chat(), route.tiers(), loop)
          .onSuccess(admission -> proceed(context, admission, request, loop, reply))
          .onFailure(failure -> ErrorReply.send(context, failure));
    } catch (RuntimeException e) {
      ErrorReply.send(context, e);
    }
  }

  private static CacheControl control(RoutingContext context) {
    return CacheControl.read(context.request().headers().getAll(HttpHeaders.CACHE_CONTROL));
  }

  private void proceed(
      RoutingContext context,
      Admission admission,
      CascadeRequest request,
      VertxLoop loop,
      Reply reply) {
    if (!context.response().headWritten()) {
      admission.headers().forEach(context.response()::putHeader);
    }
    switch (admission) {
      case Admission.Refused refused -> ErrorReply.send(context, refused.kind());
      case Admission.Admitted admitted -> {
        try {
          if (context.response().closed()) {
            admitted.purse().close();
          } else {
            answers.answer(request, admitted.purse(), control(context), loop).subscribe(reply);
          }
        } catch (RuntimeException e) {
          admitted.purse().close();
          ErrorReply.send(context, e);
        }
      }
    }
  }
}
