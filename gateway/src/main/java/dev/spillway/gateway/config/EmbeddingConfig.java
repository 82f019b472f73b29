package dev.spillway.gateway.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * How questions are embedded for learned routers that go by what they mean. A worker embeds them,
 * and is given up as {@code spillway.gateway.responses.similar} says.
 */
public interface EmbeddingConfig {

  /** How long a request waits to have its question embedded; then it is decided without. */
  @WithDefault("50ms")
  Duration patience();

  /** How long a worker may take to embed a few texts that a router is learned from. */
  @WithDefault("10s")
  Duration learningTimeout();
}
