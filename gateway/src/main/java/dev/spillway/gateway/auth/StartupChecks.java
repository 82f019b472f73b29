package dev.spillway.gateway.auth;

import dev.spillway.gateway.config.CacheConfig;
import dev.spillway.gateway.config.GatewayConfig;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * What would make the gateway useless or open to everybody is said in one line before it listens,
 * and ends the start.
 */
@Singleton
public final class StartupChecks {
  private final GatewayConfig config;
  private final CacheConfig cache;

  @Inject
  StartupChecks(GatewayConfig config, CacheConfig cache) {
    this.config = config;
    this.cache = cache;
  }

  void check(@Observes @Priority(1) StartupEvent event) {
    var http = ConfigProvider.getConfig();
    var host = http.getValue("quarkus.http.host", String.class);
    keyWhereNeeded(host, config.apiKey().isPresent() || config.keys().required())
        .ifPresent(StartupChecks::stop);
    secretLongEnough(cache.secret()).ifPresent(StartupChecks::stop);
    tenantsEnough(cache.sharedAfterTenants()).ifPresent(StartupChecks::stop);
    if (LaunchMode.current() == LaunchMode.NORMAL) {
      portFree(host, http.getValue("quarkus.http.port", Integer.class))
          .ifPresent(StartupChecks::stop);
    }
  }

  /** The complaint, if any. */
  static Optional<String> keyWhereNeeded(String host, boolean closed) {
    return closed || loopback(host)
        ? Optional.empty()
        : Optional.of(
            ("spillway: it would listen on %s, where others can reach it, without a key: set"
                    + " SPILLWAY_API_KEY, or SPILLWAY_GATEWAY_KEYS_REQUIRED=true for keys of projects"
                    + " alone, or SPILLWAY_HOST=127.0.0.1")
                .formatted(host));
  }

  /** The complaint, if any. It says nothing of the secret. */
  static Optional<String> secretLongEnough(Optional<String> secret) {
    return secret
        .filter(text -> text.length() < CacheConfig.MIN_SECRET)
        .map(
            text ->
                ("spillway.cache.secret is too short: set SPILLWAY_CACHE_SECRET to at least %d"
                        + " characters, or not at all")
                    .formatted(CacheConfig.MIN_SECRET));
  }

  /** The complaint, if any. After one tenant everything would be shared. */
  static Optional<String> tenantsEnough(int tenants) {
    return tenants == 0 || (tenants >= 2 && tenants <= CacheConfig.MOST_TENANTS)
        ? Optional.empty()
        : Optional.of(
            "spillway.cache.shared-after-tenants is %d: set it to 0, or to 2 to %d"
                .formatted(tenants, CacheConfig.MOST_TENANTS));
  }

  /** The complaint, if any. */
  static Optional<String> portFree(String host, int port) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(host, port));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          ("spillway: it cannot listen on %s port %d (%s): stop what uses the port, or set"
                  + " SPILLWAY_PORT to another")
              .formatted(host, port, e.getMessage()));
    }
  }

  private static boolean loopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Of all exceptions Quarkus says this one in a line and exits. */
  private static void stop(String complaint) {
    throw new ConfigurationException(complaint);
  }
}
