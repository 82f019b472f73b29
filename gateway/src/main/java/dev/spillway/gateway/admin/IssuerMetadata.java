package dev.spillway.gateway.admin;

import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.common.OidcEndpoint;
import io.quarkus.oidc.common.OidcResponseFilter;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;

/**
 * What answers at the address of the issuer is one only if it says who it is and where its keys
 * are. A page of a proxy in front of it does not, and Quarkus would take that for an issuer without
 * keys from then on.
 */
@Singleton
@Unremovable
@OidcEndpoint(OidcEndpoint.Type.DISCOVERY)
final class IssuerMetadata implements OidcResponseFilter {
  @Override
  public Uni<Void> filter(OidcResponseFilterContext answer) {
    return IssuerAnswer.check(answer, "where the keys of the issuer are", IssuerMetadata::isRight);
  }

  private static boolean isRight(JsonObject said) {
    return said.getValue("issuer") instanceof String && said.getValue("jwks_uri") instanceof String;
  }
}
