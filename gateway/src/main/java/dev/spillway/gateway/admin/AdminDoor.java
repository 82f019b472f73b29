package dev.spillway.gateway.admin;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.auth.Knocks;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Lets those into the admin API who have the admin key, or a token of the issuer with a role. */
@Singleton
final class AdminDoor {
  private static final String SCHEME = "Bearer ";
  private static final String RATE = "rate_limit_error";

  private final AdminKey key;
  private final AdminTokens tokens;
  private final Knocks knocks;

  AdminDoor(AdminKey key, AdminTokens tokens, Knocks knocks) {
    this.key = key;
    this.tokens = tokens;
    this.knocks = knocks;
  }

  /**
   * Who makes a request; whether it is theirs to make {@link Entrant#check} says. Fails with {@link
   * ErrorKind.Unauthorized}, or with {@link ErrorKind.RateLimited} where too many from that address
   * failed before; then nothing of it was looked at.
   */
  Uni<Entrant> enter(RoutingContext context) {
    return Uni.createFrom().deferred(() -> check(context));
  }

  private Uni<Entrant> check(RoutingContext context) {
    var address = Knocks.address(context.request());
    var rest = knocks.shutOut(address);
    if (rest.isPresent()) {
      return failed(
          new ErrorKind.RateLimited(
              "too many requests without a valid key came from this address", RATE, rest.get()));
    }
    var presented = presented(context);
    var owner = presented.flatMap(key::opens);
    if (owner.isPresent()) {
      return Uni.createFrom().item(new Entrant(owner.get(), true));
    }
    return presented
        .filter(tokens::isToken)
        .map(this::token)
        .orElseGet(
            () ->
                failed(
                    new ErrorKind.Unauthorized(
                        "the admin API needs the header 'Authorization: Bearer KEY' with the admin"
                            + " key")))
        .onFailure(AdminDoor::isUnknown)
        .invoke(() -> knocks.adminFailed(address));
  }

  /** The issuer may have been asked for its keys; the request goes on where it was. */
  private Uni<Entrant> token(String token) {
    var here = Vertx.currentContext();
    return tokens.opens(token).emitOn(task -> here.runOnContext(ignored -> task.run()));
  }

  private static boolean isUnknown(Throwable failure) {
    return SpillwayException.kindOf(failure) instanceof ErrorKind.Unauthorized;
  }

  private static Uni<Entrant> failed(ErrorKind kind) {
    return Uni.createFrom().failure(new SpillwayException(kind));
  }

  private static Optional<String> presented(RoutingContext context) {
    return Optional.ofNullable(context.request().getHeader(HttpHeaders.AUTHORIZATION))
        .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
        .map(header -> header.substring(SCHEME.length()).strip());
  }
}
