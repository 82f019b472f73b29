package dev.spillway.gateway.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * How questions are found that are like another. Which policies do so is each policy's to say
 * ({@code conduct.similar}). What is remembered is this gateway's own: another one finds what
 * itself has answered, though the answers are shared.
 */
public interface SimilarConfig {

  /** Questions of a tenant that this gateway remembers; the oldest is forgotten first. */
  @WithDefault("2000")
  int questions();

  /**
   * Memory for questions of all tenants, about 2,500 bytes each; where it is short, the tenant that
   * holds most forgets its oldest.
   */
  @WithDefault("64M")
  MemorySize memory();

  /** How long a worker may take to embed a question; then the question is like no other. */
  @WithDefault("150ms")
  Duration embedTimeout();

  /** How long a worker is not asked that failed to embed or took too long. */
  @WithDefault("1s")
  Duration rest();
}
