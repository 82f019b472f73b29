package dev.spillway.gateway.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How changes of policies are stored and followed. */
public interface PolicyConfig {

  /** How long the database may take for a read or a write; then the request fails. */
  @WithDefault("5s")
  Duration storeTimeout();

  /** How often the database is asked for changes that no notice told of. */
  @WithDefault("5s")
  Duration pollInterval();

  /** How often the subscription to change notices proves that it is alive. */
  @WithDefault("1s")
  Duration noticeInterval();
}
