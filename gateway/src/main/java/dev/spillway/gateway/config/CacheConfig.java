package dev.spillway.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** What workers may share of the prompts that they have computed. */
@ConfigMapping(prefix = "spillway.cache")
public interface CacheConfig {

  /** The shortest secret that is taken. */
  int MIN_SECRET = 16;

  /** The most tenants that can be waited for. */
  int MOST_TENANTS = 1_000;

  /**
   * What the namespaces of tenants are minted with, at least 16 characters; gateways in front of
   * the same workers share it. Absent: the first gateway on a database makes one, which all
   * gateways on it use. After a change nothing is found again that was computed before.
   */
  Optional<String> secret();

  /**
   * How many tenants must have sent the same system message within {@link #sharedAfterWithin()}
   * before what is computed of it is shared among all who send it: 2 to {@value #MOST_TENANTS}, or
   * 0 for only what the operator lists. System messages of 256 to 65,536 characters count, each to
   * the last character.
   *
   * <p>With it a tenant can learn, by how soon an answer begins, that so many others use the very
   * system message that he guessed as a whole; and one who holds this many projects himself can
   * learn whether anybody else does. Leave it at 0 where system messages hold secrets.
   */
  @WithDefault("0")
  int sharedAfterTenants();

  /** For how long it counts that a tenant sent a system message. */
  @WithDefault("24h")
  Duration sharedAfterWithin();
}
