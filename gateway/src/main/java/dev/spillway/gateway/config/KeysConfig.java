package dev.spillway.gateway.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How clients' keys are looked up. */
public interface KeysConfig {

  /**
   * Whether a request needs a key even where {@code api-key} is not set and the gateway listens on
   * loopback. With it the gateway may listen elsewhere without an {@code api-key}.
   */
  @WithDefault("false")
  boolean required();

  /**
   * How long what was read of a key is good, unless a change is announced. With Redis gone a
   * revoked key opens for at most so long.
   */
  @WithDefault("5s")
  Duration fresh();

  /** How long what was read of a key is used while the database is away. */
  @WithDefault("10m")
  Duration stale();

  /** How long the database may take to find a key. */
  @WithDefault("2s")
  Duration readTimeout();

  /** How many keys are held in memory; the least recently used go first. */
  @WithDefault("10000")
  int cached();
}
