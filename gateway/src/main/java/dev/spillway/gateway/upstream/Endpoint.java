package dev.spillway.gateway.upstream;

import java.net.URI;
import java.util.function.Supplier;

/**
 * One address of an engine.
 *
 * @param base of its addresses, such as {@code https://api.openai.com/v1}; without a slash at the
 *     end
 * @param model the name by which the engine knows the model
 * @param key what the engine wants to be shown; empty for nothing
 */
record Endpoint(URI base, String model, Supplier<String> key) {

  boolean tls() {
    return "https".equals(base.getScheme());
  }

  int port() {
    return base.getPort() >= 0 ? base.getPort() : tls() ? 443 : 80;
  }

  /** Host and port, as it is called in logs and metrics. */
  String authority() {
    return "%s:%d".formatted(base.getHost(), port());
  }

  /** The path of one of its addresses. */
  String path(String relative) {
    return base.getRawPath() + relative;
  }

  /** Without the key, which is nobody's business. */
  @Override
  public String toString() {
    return "%s (%s)".formatted(base, model);
  }
}
