package dev.spillway.gateway.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How others are asked about replies, where a policy's scorer does. */
public interface ScoringConfig {

  /**
   * How long an opinion may take. The client waits for it; after that the policy does what it does
   * without one.
   */
  @WithDefault("5s")
  Duration timeout();
}
