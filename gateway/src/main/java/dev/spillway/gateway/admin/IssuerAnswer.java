package dev.spillway.gateway.admin;

import io.quarkus.oidc.OIDCException;
import io.quarkus.oidc.common.OidcResponseFilter.OidcResponseFilterContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.function.Predicate;

/** Tells what an issuer says from what anybody may answer at its address. */
final class IssuerAnswer {
  private static final int OK = 200;

  private IssuerAnswer() {}

  /** An answer with another status is a failure already. */
  static Uni<Void> check(
      OidcResponseFilterContext answer, String expected, Predicate<JsonObject> right) {
    return answer.statusCode() != OK || isRight(answer, right)
        ? Uni.createFrom().voidItem()
        : Uni.createFrom().failure(new OIDCException("its answer does not say " + expected));
  }

  private static boolean isRight(OidcResponseFilterContext answer, Predicate<JsonObject> right) {
    try {
      return answer.responseBody() != null && right.test(answer.responseBody().toJsonObject());
    } catch (DecodeException | ClassCastException e) {
      return false;
    }
  }
}
