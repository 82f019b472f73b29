package dev.spillway.standalone;

import dev.spillway.gateway.config.DatabaseUrl;
import dev.spillway.gateway.file.FileLocation;
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

  /** The worker is called in this process, and not by everybody who reaches the gateway's port. */
  GatewaySettings() {
    properties.put("spillway.worker.grpc", "false");
  }

  GatewaySettings listen(String host, int port) {
    properties.put("quarkus.http.host", host);
    properties.put("quarkus.http.port", Integer.toString(port));
    return this;
  }

  GatewaySettings models(Path folder) {
    properties.put("spillway.worker.models", folder.toAbsolutePath().normalize().toString());
    return this;
  }

  GatewaySettings config(Path file) {
    properties.put(FileLocation.PROPERTY, file.toString());
    return this;
  }

  GatewaySettings redis(String url) {
    properties.put("spillway.redis-url", url);
    return this;
  }

  /** Refuses what is no address before anything is started. */
  GatewaySettings database(String url) {
    DatabaseUrl.parse(url);
    properties.put("spillway.database-url", url);
    return this;
  }

  GatewaySettings apiKey(String key) {
    properties.put("spillway.gateway.api-key", key);
    return this;
  }

  GatewaySettings home(Home home) {
    properties.put("spillway.home", home.folder().toString());
    properties.put("spillway.gateway.admin-key-file", home.adminKeyFile().toString());
    properties.put("spillway.gateway.lengths-file", home.lengthsFile().toString());
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
