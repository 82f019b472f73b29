package dev.spillway.gateway.sharing;

import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.policy.PolicyNotices;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Follows what other gateways list and delete of shared prompts. */
@Singleton
class SharingStartup {
  static final String CHANNEL = "spillway:shared-prompts";

  private final Vertx vertx;
  private final SharedPrompts prompts;
  private final PolicyNotices notices;
  private final Duration poll;
  private volatile long timer;

  @Inject
  SharingStartup(Vertx vertx, Redis redis, SharedPrompts prompts, GatewayConfig config) {
    this.vertx = vertx;
    this.prompts = prompts;
    // That Redis is away is told by those who follow policies.
    notices =
        new PolicyNotices(
            vertx,
            redis,
            CHANNEL,
            cause -> {},
            () -> {},
            config.policy().noticeInterval(),
            prompts::heard);
    poll = config.policy().pollInterval();
  }

  void onStart(@Observes StartupEvent event) {
    prompts.announcedBy(notices::publish);
    notices.start();
    prompts.heard();
    timer = vertx.setPeriodic(poll.toMillis(), tick -> prompts.heard());
  }

  /** Before the Redis client closes, which would look like an outage. */
  void onStop(@Observes ShutdownEvent event) {
    vertx.cancelTimer(timer);
    notices.stop();
  }
}
