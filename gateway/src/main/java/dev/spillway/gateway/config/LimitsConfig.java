package dev.spillway.gateway.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** What a client may send. */
public interface LimitsConfig {

  /**
   * The longest request body, unless half of {@code bodies-size} is less. The default is what
   * Anthropic takes.
   */
  @WithDefault("32M")
  MemorySize bodySize();

  /**
   * The most of all request bodies that are read or answered at once; who sends more is told to
   * come back. Half of it is for the first megabyte of each. Without it an eighth of the heap.
   */
  Optional<MemorySize> bodiesSize();

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
