package dev.spillway.gateway.learning;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.policy.Database;
import dev.spillway.gateway.policy.Following;
import dev.spillway.gateway.policy.Policies;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.time.Clock;
import java.time.Duration;

/** What another gateway on the same stores sees of policies, and hears of them. */
final class OtherGateway implements AutoCloseable {
  static final Duration NEVER = Duration.ofDays(1);
  static final Duration OFTEN = Duration.ofMillis(100);

  final DriftWatch drift;
  final CandidateWatch candidates;
  final Exchange exchange;
  private final Redis redis;
  private final Following following;

  OtherGateway(
      Vertx vertx,
      Database database,
      ObjectMapper json,
      Policies policies,
      String redisUrl,
      Duration poll) {
    var meters = new SimpleMeterRegistry();
    drift = new DriftWatch(policies, meters, () -> 0.5);
    candidates = new CandidateWatch(policies, meters, Clock.systemUTC());
    exchange =
        new Exchange(
            drift,
            new DriftStore(database, json),
            candidates,
            new CandidateStore(database, json),
            meters);
    redis = Redis.createClient(vertx, redisUrl);
    following =
        new Following(
            vertx,
            redis,
            LearningStartup.CHANNEL,
            OFTEN,
            exchange::askToLook,
            poll,
            exchange::askToLook);
    exchange.announcedBy(following::publish);
    following.start();
  }

  @Override
  public void close() {
    following.stop();
    redis.close();
  }
}
