package dev.spillway.gateway.admin;

import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.common.OidcEndpoint;
import io.quarkus.oidc.common.OidcResponseFilter;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;

/** An issuer that publishes no keys is not there yet: nothing can be said of any token. */
@Singleton
@Unremovable
@OidcEndpoint(OidcEndpoint.Type.JWKS)
final class IssuerKeys implements OidcResponseFilter {
  @Override
  public Uni<Void> filter(OidcResponseFilterContext answer) {
    return IssuerAnswer.check(answer, "the keys of the issuer", IssuerKeys::isRight);
  }

  private static boolean isRight(JsonObject said) {
    return said.getValue("keys") instanceof JsonArray keys && !keys.isEmpty();
  }
}
