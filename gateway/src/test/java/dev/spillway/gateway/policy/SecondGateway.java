package dev.spillway.gateway.policy;

import static org.awaitility.Awaitility.await;

import dev.spillway.gateway.config.Given;
import dev.spillway.testkit.Stores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The policies of another gateway on the same stores, with a Redis client and outages of its own.
 */
public final class SecondGateway implements AutoCloseable {
  public static final Duration NEVER = Duration.ofDays(1);
  static final Duration OFTEN = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final Outages outages = new Outages(new SimpleMeterRegistry());
  public final Database database;
  public final LivePolicies policies;
  public final StatedPolicies stated;
  private final Redis redis;

  SecondGateway(Vertx vertx, Mutiny.SessionFactory sessions, String redisUrl, Duration poll) {
    this(vertx, sessions, redisUrl, poll, () -> Set.of("demo-small", "demo-large"));
  }

  public SecondGateway(
      Vertx vertx,
      Mutiny.SessionFactory sessions,
      String redisUrl,
      Duration poll,
      Supplier<Set<String>> tiers) {
    redis = Redis.createClient(vertx, redisUrl);
    database = new Database(vertx, sessions, outages, ChangeLog.NONE, PATIENCE);
    var models = new RouterStore(database);
    var routers = new Routers();
    policies =
        new LivePolicies(
            vertx,
            redis,
            new PolicyStore(database),
            models,
            routers,
            new PolicyRules(tiers, routers),
            new Given(),
            outages,
            Clock.systemUTC(),
            poll,
            OFTEN);
    stated = new StatedPolicies(policies, models, routers, Clock.systemUTC());
  }

  public SecondGateway start() {
    policies.start().await().atMost(PATIENCE);
    return this;
  }

  /** Returns when Redis knows of so many listeners to notices. */
  void awaitListeners(int count) {
    var question = Request.cmd(Command.PUBSUB).arg("NUMSUB").arg(PolicyNotices.CHANNEL);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                redis
                        .send(question)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join()
                        .get(1)
                        .toInteger()
                    == count);
  }

  void awaitVersion(String name, int version) {
    await()
        .atMost(PATIENCE)
        .until(() -> policies.find(name).filter(found -> found.version() == version).isPresent());
  }

  public static String redisUrl() {
    return Stores.shared().redisUrl();
  }

  @Override
  public void close() {
    policies.stop().toCompletableFuture().join();
    redis.close();
  }
}
