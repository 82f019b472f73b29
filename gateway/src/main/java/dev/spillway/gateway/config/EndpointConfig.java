package dev.spillway.gateway.config;

import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** One address of an engine. */
public interface EndpointConfig {

  /** What stands before {@code /chat/completions} or {@code /messages}, as a rule up to /v1. */
  URI url();

  /** What the engine wants to be shown; from the environment as {@code ${NAME}}. */
  Optional<String> apiKey();

  /** A file that holds the key instead, read again when it has changed. */
  Optional<Path> apiKeyFile();

  /** By which name the engine knows the model; absent: the tier's {@code model}. */
  Optional<String> model();

  /**
   * Its share of the tier's requests beside the others' weights. Where all are equal the rule of
   * placement chooses, which knows prompts that were read and who is busy.
   */
  @WithDefault("1")
  int weight();
}
