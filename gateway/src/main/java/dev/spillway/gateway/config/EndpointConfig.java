package dev.spillway.gateway.config;

import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** One address of an engine. */
public interface EndpointConfig {

  /**
   * What stands before {@code /chat/completions} or {@code /messages}, as a rule up to /v1. A query
   * stays behind it.
   */
  URI url();

  /** What the engine wants to be shown; from the environment as {@code ${NAME}}. */
  Optional<String> apiKey();

  /** A file that holds the key instead, read again when it has changed. */
  Optional<Path> apiKeyFile();

  /**
   * Further headers by name, as {@code api-key}; they replace what the gateway says under that
   * name, and empty ones are not sent. From the environment as {@code ${NAME}}.
   */
  Map<String, String> headers();

  /**
   * The proxy through which it is called, {@code http://[user:password@]host:port} or {@code
   * socks5://...}; absent: it is called directly.
   */
  Optional<String> proxy();

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
