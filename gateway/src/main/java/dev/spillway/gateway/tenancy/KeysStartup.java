package dev.spillway.gateway.tenancy;

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

/** Follows what other gateways change of keys, and what belongs to them. */
@Singleton
class KeysStartup {
  static final String CHANNEL = "spillway:tenants";

  private final Vertx vertx;
  private final Keys keys;
  private final PolicyNotices notices;
  private final Duration poll;
  private volatile long timer;

  @Inject
  KeysStartup(Vertx vertx, Redis redis, Keys keys, GatewayConfig config) {
    this.vertx = vertx;
    this.keys = keys;
    // That Redis is away is told by those who follow policies.
    notices =
        new PolicyNotices(
            vertx,
            redis,
            CHANNEL,
            cause -> {},
            () -> {},
            config.policy().noticeInterval(),
            keys::heard);
    poll = config.keys().fresh();
  }

  void onStart(@Observes StartupEvent event) {
    keys.announcedBy(notices::publish);
    notices.start();
    read();
    timer = vertx.setPeriodic(poll.toMillis(), tick -> read());
  }

  /** Before the Redis client closes, which would look like an outage. */
  void onStop(@Observes ShutdownEvent event) {
    vertx.cancelTimer(timer);
    notices.stop();
  }

  /** An outage is told by others. */
  private void read() {
    keys.readWithoutKey().subscribe().with(done -> {}, failure -> {});
  }
}
