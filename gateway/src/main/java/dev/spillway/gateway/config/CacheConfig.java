package dev.spillway.gateway.config;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** What workers may share of the prompts that they have computed. */
@ConfigMapping(prefix = "spillway.cache")
public interface CacheConfig {

  /** The shortest secret that is taken. */
  int MIN_SECRET = 16;

  /**
   * What the namespaces of tenants are minted with, at least 16 characters; gateways in front of
   * the same workers share it. Absent: the first gateway on a database makes one, which all
   * gateways on it use. After a change nothing is found again that was computed before.
   */
  Optional<String> secret();
}
