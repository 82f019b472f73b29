package dev.spillway.gateway.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/**
 * Whose tokens open the admin API beside its key. What is not here can be said in Quarkus' own
 * words, {@code quarkus.oidc.*}.
 */
public interface OidcConfig {

  /**
   * The issuer's address, under which its {@code /.well-known/openid-configuration} is. Absent: the
   * key alone opens.
   */
  Optional<String> issuer();

  /** What a token's {@code aud} must name. */
  @WithDefault("spillway")
  String audience();

  /**
   * Where a token has the roles, such as {@code realm_access/roles}. Absent: {@code groups}, or
   * where Keycloak has them.
   */
  Optional<String> rolesClaim();

  /** Who has this role may do everything. */
  @WithDefault("admin")
  String adminRole();

  /** Who has this role may read everything. */
  @WithDefault("viewer")
  String viewerRole();

  /** How long the issuer may take to answer. The start of the gateway does not wait for it. */
  @WithDefault("3s")
  Duration timeout();
}
