package dev.spillway.gateway.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;

/** What a client may send. */
public interface LimitsConfig {

  /** The longest request body. */
  @WithDefault("1M")
  MemorySize bodySize();

  /** The longest upload of labelled replies by an administrator. */
  @WithDefault("256M")
  MemorySize labelsSize();

  /**
   * What is remembered of the prompts of those who send {@code x-spillway-explain: prefix}, in
   * memory and for that alone.
   */
  @WithDefault("16M")
  MemorySize explainedPrompts();

  /** How deep JSON may nest. */
  @WithDefault("64")
  int jsonDepth();
}
