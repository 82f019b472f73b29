package dev.spillway.gateway.config;

import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

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

  /**
   * Requests of this gateway that it answers at once; more wait in the gateway. Absent: as many as
   * come.
   */
  OptionalInt maxConcurrent();
}
