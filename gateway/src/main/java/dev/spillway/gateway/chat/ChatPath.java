package dev.spillway.gateway.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.gateway.auth.Caller;
import dev.spillway.gateway.cascade.CascadeRequest;
import dev.spillway.gateway.cascade.Urgency;
import dev.spillway.gateway.cascade.VertxLoop;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.http.Bodies;
import dev.spillway.gateway.http.ErrorReply;
import dev.spillway.gateway.http.Json;
import dev.spillway.gateway.quota.Admission;
import dev.spillway.gateway.quota.Quotas;
import dev.spillway.gateway.response.CacheControl;
import dev.spillway.gateway.response.ResponseCache;
import dev.spillway.gateway.telemetry.Journey;
import dev.spillway.gateway.telemetry.Journeys;
import dev.spillway.gateway.tenancy.Access;
import dev.spillway.gateway.tenancy.RequestNames;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The path of every chat request: read, route, admit, answer; all on the event loop of the
 * connection. Wire formats differ in what they read and in the {@link Reply} that writes.
 */
@Singleton
public final class ChatPath {
  private final Bodies bodies;
  private final Json json;
  private final Models models;
  private final ResponseCache answers;
  private final Quotas quotas;
  private final PrefixExplainer prefixes;
  private final RequestNames names;
  private final Journeys journeys;
  private final Vertx vertx;
  private final Duration deadline;

  @Inject
  ChatPath(
      Bodies bodies,
      Json json,
      Models models,
      ResponseCache answers,
      Quotas quotas,
      PrefixExplainer prefixes,
      RequestNames names,
      Journeys journeys,
      Vertx vertx,
      GatewayConfig config) {
    this.bodies = bodies;
    this.json = json;
    this.models = models;
    this.answers = answers;
    this.quotas = quotas;
    this.prefixes = prefixes;
    this.names = names;
    this.journeys = journeys;
    this.vertx = vertx;
    deadline = config.deadline();
  }

  /**
   * @param format reads a body; a {@code SpillwayException} names the first field that is wrong
   */
  public void handle(RoutingContext context, Function<JsonNode, ? extends ChatCall> format) {
    bodies
        .read(context)
        .onSuccess(body -> answer(context, body, format))
        .onFailure(failure -> ErrorReply.send(context, failure));
  }

  private void answer(
      RoutingContext context, Buffer body, Function<JsonNode, ? extends ChatCall> format) {
    var journey = journeys.begin(context);
    try {
      var call = format.apply(json.read(body));
      var caller = Caller.of(context);
      var route = models.route(call.chat().model(), caller);
      var urgency = UrgencyHeaders.read(context.request().headers(), call.chat(), caller);
      var requestId = names.mint(caller.project());
      context.response().putHeader(Account.REQUEST_ID, requestId);
      prefixes.explain(context, caller.project(), call.chat().messages());
      journey.routed(requestId, caller.project(), call.chat(), route.label());
      var identity = Identity.of(requestId, route.label());
      var reply = call.reply(context, identity);
      var loop = new VertxLoop(vertx.getOrCreateContext());
      context.addEndHandler(
          ended -> {
            if (ended.failed()) {
              loop.execute(reply::clientGone);
            }
          });
      var run =
          new Choices(context, caller, urgency, call, route, loop, loop.nanoTime(), reply, journey);
      admit(run, requestId, List.of());
    } catch (RuntimeException e) {
      ErrorReply.send(context, e);
    }
  }

  /** All that its choices have in common. */
  private record Choices(
      RoutingContext context,
      Access caller,
      Urgency urgency,
      ChatCall call,
      Route route,
      VertxLoop loop,
      long begin,
      Reply reply,
      Journey journey) {}

  /** A choice that may go on. */
  private record Choice(CascadeRequest request, Admission.Admitted admission) {}

  /**
   * Each choice is a request of its own, to limits and budgets, too: they are let in one after
   * another, and all or none.
   */
  private void admit(Choices all, String requestId, List<Choice> admitted) {
    var chat = all.call().chat(admitted.size());
    var request =
        new CascadeRequest(
                requestId,
                all.caller().project(),
                chat,
                all.route().policy(),
                all.route().version(),
                all.route().tiers(),
                all.call().stream())
            .seenBy(all.journey())
            .urged(all.urgency().within(deadline));
    quotas
        .admit(all.caller(), requestId, chat, all.route().tiers(), all.loop())
        .onSuccess(admission -> admitted(all, admitted, request, admission))
        .onFailure(
            failure -> {
              close(admitted);
              ErrorReply.send(all.context(), failure);
            });
  }

  private void admitted(
      Choices all, List<Choice> before, CascadeRequest request, Admission admission) {
    var context = all.context();
    if (!context.response().headWritten()) {
      admission.headers().forEach(context.response()::putHeader);
    }
    switch (admission) {
      case Admission.Refused refused -> {
        close(before);
        ErrorReply.send(context, refused.kind());
      }
      case Admission.Admitted in -> {
        var now = new ArrayList<>(before);
        now.add(new Choice(request, in));
        if (now.size() < all.call().choices()) {
          admit(all, names.mint(all.caller().project()), now);
        } else if (context.response().closed()) {
          close(now);
        } else {
          answer(all, now);
        }
      }
    }
  }

  private void answer(Choices all, List<Choice> admitted) {
    var control = control(all.context());
    var spent = Duration.ofNanos(all.loop().nanoTime() - all.begin());
    for (int i = 0; i < admitted.size(); i++) {
      var choice = admitted.get(i);
      try {
        // The same again would be no choice.
        var own =
            all.call().before(i) > 0 && !choice.request().chat().sampling().repeatable()
                ? CacheControl.NO_STORE
                : control;
        answers
            .answer(choice.request().after(spent), choice.admission().purse(), own, all.loop())
            .subscribe(all.journey().telling(all.reply().choices().get(i)));
      } catch (RuntimeException e) {
        close(admitted.subList(i, admitted.size()));
        all.reply().choices().get(i).onError(e);
        return;
      }
    }
  }

  private static void close(List<Choice> admitted) {
    admitted.forEach(choice -> choice.admission().purse().close());
  }

  private static CacheControl control(RoutingContext context) {
    return CacheControl.read(context.request().headers().getAll(HttpHeaders.CACHE_CONTROL));
  }
}
