package dev.spillway.gateway.auth;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.http.ErrorReply;
import dev.spillway.gateway.tenancy.Access;
import dev.spillway.gateway.tenancy.KeySecret;
import dev.spillway.gateway.tenancy.Keys;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Lets those into {@code /v1} who have a key, and says who they are ({@link Caller}).
 *
 * <p>A key of a project is sent as {@code Authorization: Bearer}, or as {@code x-api-key} as
 * Anthropic's clients do. Who sends none, or something else, is of the default project: with the
 * configured key where there is one, anybody where neither that nor a key of a project is asked
 * for. What is meant as a key of a project and is none is refused everywhere, also where part of it
 * was lost on the way: its owner would be answered from another's money and caches.
 */
@Singleton
public final class ApiKeyGuard {
  private static final String SCHEME = "bearer ";
  private static final String OTHER_HEADER = "x-api-key";

  private static final ErrorKind REFUSED =
      new ErrorKind.Unauthorized(
          "this gateway needs a key, sent as 'Authorization: Bearer KEY' or 'x-api-key: KEY'");

  private final Keys keys;
  private final Knocks knocks;
  private final Optional<BearerKey> shared;
  private final boolean required;

  @Inject
  ApiKeyGuard(Keys keys, Knocks knocks, GatewayConfig config) {
    this.keys = keys;
    this.knocks = knocks;
    shared = config.apiKey().map(BearerKey::new);
    required = config.keys().required();
  }

  void register(@Observes Router router) {
    router.route("/v1/*").order(-1).handler(this::check);
  }

  private void check(RoutingContext context) {
    var presented = presented(context);
    var own = presented.flatMap(KeySecret::parse);
    if (own.isPresent()) {
      keys.known(own.get())
          .ifPresentOrElse(access -> enter(context, access), () -> find(context, own.get()));
      return;
    }
    boolean meant = presented.filter(KeySecret::isMeant).isPresent();
    if (shared.isPresent() ? opens(shared.get(), presented) : !required && !meant) {
      enter(context, keys.withoutKey());
    } else {
      knocks.apiFailed();
      ErrorReply.send(context, meant ? Keys.NOT_THERE : REFUSED);
    }
  }

  /** The body waits until it is known whose it is. */
  private void find(RoutingContext context, KeySecret secret) {
    var request = context.request();
    var loop = Vertx.currentContext();
    request.pause();
    keys.find(secret)
        .emitOn(task -> loop.runOnContext(ignored -> task.run()))
        .subscribe()
        .with(
            access -> {
              enter(context, access);
              request.resume();
            },
            failure -> {
              if (SpillwayException.kindOf(failure) instanceof ErrorKind.Unauthorized) {
                knocks.apiFailed();
              }
              ErrorReply.send(context, failure);
            });
  }

  private static void enter(RoutingContext context, Access access) {
    Caller.set(context, access);
    context.next();
  }

  private static boolean opens(BearerKey key, Optional<String> presented) {
    return presented.filter(key::is).isPresent();
  }

  private static Optional<String> presented(RoutingContext context) {
    var authorization = context.request().getHeader(HttpHeaders.AUTHORIZATION);
    return authorization == null
        ? Optional.ofNullable(context.request().getHeader(OTHER_HEADER)).map(String::strip)
        : Optional.of(authorization)
            .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
            .map(header -> header.substring(SCHEME.length()).strip());
  }
}
