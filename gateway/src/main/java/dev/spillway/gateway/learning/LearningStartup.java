package dev.spillway.gateway.learning;

import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.policy.Following;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Tells other gateways what this one saw of policies, and follows what they tell. */
@Singleton
class LearningStartup {
  static final String CHANNEL = "spillway:policy-drift";
  private static final Duration LAST = Duration.ofSeconds(3);

  private final Vertx vertx;
  private final Exchange exchange;
  private final Following following;
  private final Duration interval;
  private volatile long timer;

  @Inject
  LearningStartup(Vertx vertx, Redis redis, Exchange exchange, GatewayConfig config) {
    this.vertx = vertx;
    this.exchange = exchange;
    interval = config.learning().shareInterval();
    following = new Following(vertx, redis, CHANNEL, config.policy(), exchange::askToLook);
  }

  void onStart(@Observes StartupEvent event) {
    exchange.announcedBy(following::publish);
    following.start();
    timer = vertx.setPeriodic(interval.toMillis(), tick -> exchange.askToTell());
  }

  /** Before the database's client closes. */
  void onStop(@Observes ShutdownEvent event) {
    vertx.cancelTimer(timer);
    following.stop();
    exchange.tell().ifNoItem().after(LAST).recoverWithItem(false).await().indefinitely();
  }
}
