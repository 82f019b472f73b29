package dev.spillway.gateway.upstream;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ProxyOptions;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One address of an engine.
 *
 * @param base of its addresses, such as {@code https://api.openai.com/v1}; without a slash at the
 *     end of its path, and perhaps with a query
 * @param model the name by which the engine knows the model
 * @param key what the engine wants to be shown; empty for nothing
 * @param headers further ones; they replace others of their name
 */
record Endpoint(
    URI base,
    String model,
    Supplier<String> key,
    Map<String, String> headers,
    Optional<ProxyOptions> proxy) {

  /** One that is called directly and wants to see no more than a key. */
  Endpoint(URI base, String model, Supplier<String> key) {
    this(base, model, key, Map.of(), Optional.empty());
  }

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

  /** Something posted to one of its addresses. */
  RequestOptions post(String relative) {
    var query = base.getRawQuery() == null ? "" : "?" + base.getRawQuery();
    var options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost(base.getHost())
            .setPort(port())
            .setSsl(tls())
            .setURI(base.getRawPath() + relative + query);
    proxy.ifPresent(options::setProxyOptions);
    return options;
  }

  /** Without the key and the headers, which are nobody's business. */
  @Override
  public String toString() {
    return "%s (%s)".formatted(base, model);
  }
}
