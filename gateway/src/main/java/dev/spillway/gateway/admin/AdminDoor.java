package dev.spillway.gateway.admin;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.audit.Actor;
import dev.spillway.gateway.auth.Knocks;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Lets those into the admin API who have the admin key. */
@Singleton
final class AdminDoor {
  private static final String SCHEME = "Bearer ";
  private static final String RATE = "rate_limit_error";

  private final AdminKey key;
  private final Knocks knocks;

  AdminDoor(AdminKey key, Knocks knocks) {
    this.key = key;
    this.knocks = knocks;
  }

  /**
   * Who makes a request. Fails with {@link ErrorKind.Unauthorized}, or with {@link
   * ErrorKind.RateLimited} where too many from that address failed before; then nothing of it was
   * looked at.
   */
  Uni<Actor> enter(RoutingContext context) {
    return Uni.createFrom().item(() -> check(context));
  }

  private Actor check(RoutingContext context) {
    var address = Knocks.address(context.request());
    knocks
        .shutOut(address)
        .ifPresent(
            rest -> {
              throw new SpillwayException(
                  new ErrorKind.RateLimited(
                      "too many requests without a valid key came from this address", RATE, rest));
            });
    return presented(context)
        .flatMap(key::opens)
        .orElseThrow(
            () -> {
              knocks.adminFailed(address);
              return new SpillwayException(
                  new ErrorKind.Unauthorized(
                      "the admin API needs the header 'Authorization: Bearer KEY' with the admin"
                          + " key"));
            });
  }

  private static Optional<String> presented(RoutingContext context) {
    return Optional.ofNullable(context.request().getHeader(HttpHeaders.AUTHORIZATION))
        .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
        .map(header -> header.substring(SCHEME.length()).strip());
  }
}
