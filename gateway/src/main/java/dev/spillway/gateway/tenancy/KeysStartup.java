package dev.spillway.gateway.tenancy;

import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.policy.Following;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Follows what other gateways change of keys, and what belongs to them. */
@Singleton
class KeysStartup {
  static final String CHANNEL = "spillway:tenants";

  private final Keys keys;
  private final Following following;

  @Inject
  KeysStartup(Vertx vertx, Redis redis, Keys keys, GatewayConfig config) {
    this.keys = keys;
    following =
        new Following(
            vertx,
            redis,
            CHANNEL,
            config.policy().noticeInterval(),
            keys::heard,
            config.keys().fresh(),
            () -> read(keys));
  }

  void onStart(@Observes StartupEvent event) {
    keys.announcedBy(following::publish);
    following.start();
  }

  void onStop(@Observes ShutdownEvent event) {
    following.stop();
  }

  /** An outage is told by others. */
  private static void read(Keys keys) {
    keys.readWithoutKey().subscribe().with(done -> {}, failure -> {});
  }
}
