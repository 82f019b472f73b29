package dev.spillway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.testkit.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisLineTest {
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private final Vertx vertx = Vertx.vertx();
  private final EchoRedis redis = new EchoRedis();
  private final List<Boolean> reachable = new CopyOnWriteArrayList<>();
  private final RedisLine line = line(PATIENCE);
  private int asked;

  private RedisLine line(Duration patience) {
    var options = new RedisOptions().setConnectionString(redis.url());
    return new RedisLine(vertx, () -> Redis.createClient(vertx, options), patience, reachable::add);
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    redis.close();
  }

  @Test
  void a_reply_that_is_late_answers_nothing_and_the_connection_is_made_anew() {
    Await.until(() -> get(ask(line)));
    redis.fallSilent(true);
    var lost = new ArrayList<Future<Boolean>>();
    for (int i = 0; i < 5; i++) {
      lost.add(ask(line));
    }
    Await.until(() -> redis.owed() == 5);
    assertThat(lost).noneMatch(RedisLineTest::get);
    int before = redis.accepted();
    redis.speak();
    Await.until(() -> get(ask(line)));
    assertThat(redis.accepted()).isGreaterThan(before);
    Await.until(() -> redis.open() == 1 && redis.owed() == 0);
    assertThat(ask(line)).matches(RedisLineTest::get);
  }

  @Test
  void a_connection_that_is_made_too_late_is_not_kept() {
    redis.fallSilent(false);
    assertThat(get(ask(line))).isFalse();
    Await.until(() -> redis.accepted() > 0 && redis.open() == 0);
    redis.speak();
    Await.until(() -> get(ask(line)));
    Await.until(() -> redis.open() == 1);
  }

  @Test
  void what_is_owed_when_a_connection_breaks_is_not_waited_for() {
    var patient = line(Duration.ofMinutes(10));
    Await.until(() -> get(ask(patient)));
    redis.fallSilent(true);
    var waits = ask(patient);
    Await.until(() -> redis.owed() == 1);
    redis.hangUp();
    assertThat(get(waits)).isFalse();
  }

  @Test
  void a_line_that_is_closed_keeps_no_connection_and_says_nothing_of_redis() {
    Await.until(() -> get(ask(line)));
    reachable.clear();
    line.close();
    Await.until(() -> redis.open() == 0);
    assertThat(get(ask(line))).isFalse();
    assertThat(reachable).isEmpty();
  }

  /** True if there is an answer; it fails where that is another's. */
  private Future<Boolean> ask(RedisLine from) {
    var key = "key " + asked++;
    return from.send(connection -> connection.send(Request.cmd(Command.GET).arg(key)))
        .transform(
            reply -> {
              if (reply.failed()) {
                return Future.succeededFuture(false);
              }
              boolean own = reply.result().toString().equals(key);
              return own
                  ? Future.succeededFuture(true)
                  : Future.failedFuture("%s is not %s".formatted(reply.result(), key));
            });
  }

  private static boolean get(Future<Boolean> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
