package dev.spillway.gateway.admin;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.audit.Actor;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.OidcConfig;
import dev.spillway.gateway.policy.Outage;
import dev.spillway.gateway.policy.Outages;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.OIDCException;
import io.quarkus.oidc.TenantIdentityProvider;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Tokens of an OpenID Connect issuer: JWTs that are verified with the keys that the issuer
 * publishes, and not asked about. Keys are kept, so an issuer that goes away later is missed only
 * when it changes them. One that is not there at the start is looked for again with each token;
 * until then tokens get {@link ErrorKind.StoreUnavailable}, and the admin key opens as ever.
 */
@Singleton
final class AdminTokens {
  private static final int PARTS = 3;

  private final TenantIdentityProvider issuer;
  private final Outages outages;
  private final OidcConfig config;

  AdminTokens(TenantIdentityProvider issuer, Outages outages, GatewayConfig config) {
    this.issuer = issuer;
    this.outages = outages;
    this.config = config.oidc();
  }

  /** Whether it may be one: nobody else has to be asked about what is not. */
  boolean isToken(String presented) {
    return config.issuer().isPresent() && presented.split("\\.", -1).length == PARTS;
  }

  /**
   * Whose it is. Fails with {@link ErrorKind.Unauthorized}, {@link ErrorKind.Forbidden} without a
   * role, or {@link ErrorKind.StoreUnavailable}.
   */
  Uni<Entrant> opens(String token) {
    return Uni.createFrom()
        .deferred(() -> issuer.authenticate(new AccessTokenCredential(token)))
        .ifNoItem()
        .after(config.timeout().multipliedBy(2))
        .fail()
        .onFailure()
        .transform(this::typed)
        .map(this::entrant);
  }

  private Entrant entrant(SecurityIdentity identity) {
    outages.end(Outage.ISSUER_DOWN);
    var admin = identity.hasRole(config.adminRole());
    if (!admin && !identity.hasRole(config.viewerRole())) {
      throw new SpillwayException(
          new ErrorKind.Forbidden(
              "your token has neither the role '%s' nor '%s'"
                  .formatted(config.adminRole(), config.viewerRole())));
    }
    var name = identity.getPrincipal().getName();
    var subject =
        identity.getPrincipal() instanceof JsonWebToken jwt && jwt.getSubject() != null
            ? jwt.getSubject()
            : name;
    return new Entrant(
        Actor.ofToken(subject, Optional.ofNullable(name).filter(text -> !text.isBlank())), admin);
  }

  /** What does not come of a connection comes of the token, which may be anything. */
  private Throwable typed(Throwable failure) {
    if (!isAway(failure)) {
      return new SpillwayException(
          new ErrorKind.Unauthorized(
              "the token is not valid here: it has expired, is for another audience, or is not"
                  + " of the issuer"),
          failure);
    }
    outages.begin(Outage.ISSUER_DOWN, failure);
    return new SpillwayException(
        new ErrorKind.StoreUnavailable(
            "the issuer of tokens does not answer; try again, or use the admin key"),
        failure);
  }

  private static boolean isAway(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OIDCException
          || cause instanceof IOException
          || cause instanceof TimeoutException
          || cause instanceof java.util.concurrent.TimeoutException) {
        return true;
      }
      if (cause instanceof AuthenticationFailedException) {
        return false;
      }
    }
    return false;
  }
}
