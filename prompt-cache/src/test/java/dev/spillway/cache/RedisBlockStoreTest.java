package dev.spillway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.testkit.Await;
import dev.spillway.testkit.Ports;
import dev.spillway.testkit.Stores;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisBlockStoreTest {
  private static final Duration LIFE = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Vertx vertx = Vertx.vertx();
  private final RedisOptions options =
      new RedisOptions().setConnectionString(Stores.shared().redisUrl());
  private final String prefix = "test:" + UUID.randomUUID() + ":";

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void what_was_written_is_read_and_lives_for_its_time() {
    try (var store = store(options, PATIENCE, 1000)) {
      assertThat(store.write(name(0), bytes("value"))).isTrue();
      Await.until(() -> store.stats().written() == 1);
      assertThat(get(store.read(name(0)))).hasValue(bytes("value"));
      assertThat(get(store.read(name(1)))).isEmpty();
      assertThat(command(Request.cmd(Command.PTTL).arg(name(0))).toLong())
          .isBetween(1L, LIFE.toMillis());
      assertThat(store.stats().found()).isEqualTo(1);
      assertThat(store.stats().missed()).isEqualTo(1);
    }
  }

  @Test
  void being_read_makes_a_block_stay_longer() {
    try (var store = store(options, PATIENCE, 1000)) {
      store.write(name(0), bytes("value"));
      Await.until(() -> store.stats().written() == 1);
      command(Request.cmd(Command.PEXPIRE).arg(name(0)).arg("30000"));
      get(store.read(name(0)));
      assertThat(command(Request.cmd(Command.PTTL).arg(name(0))).toLong()).isGreaterThan(30_000);
    }
  }

  @Test
  void a_chain_is_there_up_to_its_first_gap() {
    try (var store = store(options, PATIENCE, 1000)) {
      for (int i : List.of(0, 1, 3)) {
        store.write(name(i), bytes("value"));
      }
      Await.until(() -> store.stats().written() == 3);
      assertThat(get(store.present(List.of(name(0), name(1), name(2), name(3))))).isEqualTo(2);
      assertThat(get(store.present(List.of(name(2), name(3))))).isZero();
      assertThat(get(store.present(List.of()))).isZero();
    }
  }

  @Test
  void what_is_too_much_to_write_is_dropped() {
    try (var store = store(options, PATIENCE, 10)) {
      assertThat(store.takes(11)).isFalse();
      assertThat(store.write(name(0), new byte[11])).isFalse();
      assertThat(store.write(name(0), new byte[10])).isTrue();
      assertThat(store.stats().dropped()).isEqualTo(1);
      Await.until(() -> store.stats().writingBytes() == 0);
      assertThat(store.takes(10)).isTrue();
    }
  }

  @Test
  void law_a_cache_may_only_save_time_a_redis_that_is_not_there_has_nothing() {
    var nobody = new RedisOptions().setConnectionString("redis://localhost:" + Ports.free());
    try (var store = store(nobody, PATIENCE, 1000)) {
      assertThat(get(store.present(List.of(name(0))))).isZero();
      assertThat(get(store.read(name(0)))).isEmpty();
      Await.until(() -> !store.isReachable());
      assertThat(store.write(name(0), bytes("value"))).isFalse();
      assertThat(store.stats().failed()).isEqualTo(2);
    }
  }

  @Test
  void law_a_cache_may_only_save_time_a_redis_that_does_not_answer_has_nothing_and_may_come_back() {
    try (var store = store(options, Duration.ofSeconds(2), 1000)) {
      store.write(name(0), bytes("value"));
      Await.until(() -> store.stats().written() == 1);
      var redis = Stores.shared().redis();
      redis.pause();
      try {
        assertThat(get(store.read(name(0)))).isEmpty();
        assertThat(store.isReachable()).isFalse();
      } finally {
        redis.resume();
      }
      Await.until(() -> get(store.read(name(0))).isPresent());
      assertThat(store.isReachable()).isTrue();
    }
  }

  private RedisBlockStore store(RedisOptions options, Duration patience, long mostWriting) {
    return new RedisBlockStore(vertx, options, LIFE, patience, mostWriting);
  }

  private String name(int block) {
    return prefix + block;
  }

  private Response command(Request request) {
    return get(Redis.createClient(vertx, options).send(request).toCompletionStage());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
