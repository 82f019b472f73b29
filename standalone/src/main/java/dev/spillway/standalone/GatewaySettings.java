package dev.spillway.standalone;

import dev.spillway.standalone.home.Home;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the gateway and the worker must know before they start, as system properties: the only
 * source of configuration that this process can still write to at that time.
 */
final class GatewaySettings {
  private final Map<String, String> properties = new LinkedHashMap<>();

  GatewaySettings() {}

  GatewaySettings listen(String host, int port) {
    properties.put("quarkus.http.host", host);
    properties.put("quarkus.http.port", Integer.toString(port));
    return this;
  }

  GatewaySettings models(Path folder) {
    properties.put("spillway.worker.models", folder.toAbsolutePath().normalize().toString());
    return this;
  }

  GatewaySettings redis(String url) {
    properties.put("quarkus.redis.hosts", url);
    return this;
  }

  GatewaySettings database(String text) {
    var url = DatabaseUrl.parse(text);
    properties.put("quarkus.datasource.username", url.user());
    properties.put("quarkus.datasource.password", url.password());
    properties.put("quarkus.datasource.reactive.url", url.reactive());
    properties.put("quarkus.datasource.jdbc.url", url.jdbc());
    return this;
  }

  GatewaySettings home(Home home) {
    properties.put("spillway.home", home.folder().toString());
    properties.put("spillway.gateway.admin-key-file", home.adminKeyFile().toString());
    properties.put("quarkus.log.file.path", home.log("spillway").toString());
    return this;
  }

  Map<String, String> asMap() {
    return Map.copyOf(properties);
  }

  void apply() {
    properties.forEach(System::setProperty);
  }
}
