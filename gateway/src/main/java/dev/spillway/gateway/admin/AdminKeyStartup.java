package dev.spillway.gateway.admin;

import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.policy.Database;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** Learns the admin key: the configured one, or that of the database, which it may have to make. */
@Singleton
class AdminKeyStartup {
  /** A write at the limit may still happen; a key that was made and not shown is to be avoided. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final AdminKey key;
  private final AdminKeyMaker maker;
  private final GatewayConfig config;

  AdminKeyStartup(
      AdminKey key, Vertx vertx, Database database, AdminKeyConsole console, GatewayConfig config) {
    this.key = key;
    this.maker =
        new AdminKeyMaker(
            vertx, database.within(PATIENCE), console, Clock.systemUTC(), config.adminKeyFile());
    this.config = config;
  }

  void onStart(@Observes StartupEvent event) {
    key.use(
        config
            .adminKey()
            .map(KeyHash::of)
            .orElseGet(() -> maker.findOrMake().await().atMost(PATIENCE)));
  }
}
