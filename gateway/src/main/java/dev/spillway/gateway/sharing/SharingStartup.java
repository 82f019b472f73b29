package dev.spillway.gateway.sharing;

import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.policy.Following;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Follows what other gateways list and delete of shared prompts. */
@Singleton
class SharingStartup {
  static final String CHANNEL = "spillway:shared-prompts";

  private final SharedPrompts prompts;
  private final Following following;

  @Inject
  SharingStartup(Vertx vertx, Redis redis, SharedPrompts prompts, GatewayConfig config) {
    this.prompts = prompts;
    following = new Following(vertx, redis, CHANNEL, config.policy(), prompts::heard);
  }

  void onStart(@Observes StartupEvent event) {
    prompts.announcedBy(following::publish);
    following.start();
  }

  void onStop(@Observes ShutdownEvent event) {
    following.stop();
  }
}
