package dev.spillway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.testkit.Await;
import dev.spillway.testkit.Ports;
import dev.spillway.testkit.Stores;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisResponseStoreTest {
  private static final Duration LIFE = Duration.ofMinutes(5);
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration NO_REST = Duration.ofNanos(1);
  private static final CachedResponse RESPONSE = CachedResponses.of("an answer");

  private final Vertx vertx = Vertx.vertx();
  private final RedisOptions options =
      new RedisOptions().setConnectionString(Stores.shared().redisUrl());
  private final ResponseKey key =
      new ResponseKey("test-" + UUID.randomUUID(), "0123456789abcdef".repeat(4));

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void what_was_kept_is_found_and_lives_for_its_time() {
    try (var store = store(options, patient())) {
      keep(store);
      assertThat(get(store.find(key))).hasValue(RESPONSE);
      assertThat(command(Request.cmd(Command.PTTL).arg(key.name())).toLong())
          .isBetween(1L, LIFE.toMillis());
      assertThat(store.stats().found()).isEqualTo(1);
    }
  }

  @Test
  void being_found_does_not_make_an_answer_stay_longer() {
    try (var store = store(options, patient())) {
      keep(store);
      command(Request.cmd(Command.PEXPIRE).arg(key.name()).arg("30000"));
      assertThat(get(store.find(key))).isPresent();
      assertThat(command(Request.cmd(Command.PTTL).arg(key.name())).toLong())
          .isLessThanOrEqualTo(30_000);
    }
  }

  @Test
  void law_tenants_do_not_meet_the_same_text_of_another_namespace_is_not_found() {
    try (var store = store(options, patient())) {
      keep(store);
      assertThat(get(store.find(new ResponseKey("another", key.hash())))).isEmpty();
      assertThat(store.stats().missed()).isEqualTo(1);
    }
  }

  @Test
  void law_a_cache_may_only_save_time_a_value_that_was_tampered_with_is_not_there() {
    try (var store = store(options, patient())) {
      keep(store);
      var value = command(Request.cmd(Command.GET).arg(key.name())).toBytes();
      value[value.length - 1] ^= 1;
      command(Request.cmd(Command.SET).arg(key.name()).arg(Buffer.buffer(value)));
      assertThat(get(store.find(key))).isEmpty();
      assertThat(store.stats().corrupt()).isEqualTo(1);
    }
  }

  @Test
  void law_a_cache_may_only_save_time_a_redis_that_is_not_there_has_nothing() {
    var nobody = new RedisOptions().setConnectionString("redis://localhost:" + Ports.free());
    try (var store = store(nobody, patient())) {
      assertThat(get(store.find(key))).isEmpty();
      assertThat(store.isReachable()).isFalse();
      assertThat(store.keep(key, RESPONSE)).isTrue();
      Await.until(() -> store.stats().failed() == 2);
      assertThat(store.stats().writingBytes()).isZero();
    }
  }

  @Test
  void law_a_cache_may_only_save_time_a_redis_that_is_slow_is_left_alone_for_a_while() {
    var rest = Duration.ofMinutes(10);
    var limits =
        new RedisResponseStore.Limits(LIFE, Duration.ofMillis(20), rest, LONG, 1_000, 1_000);
    try (var silent = new EchoRedis()) {
      silent.fallSilent(true);
      var slow = new RedisOptions().setConnectionString(silent.url());
      try (var store = store(slow, limits)) {
        for (int i = 0; i < 3; i++) {
          assertThat(get(store.find(key))).isEmpty();
        }
        assertThat(store.stats().slow()).isEqualTo(3);
        assertThat(store.find(key).toCompletableFuture())
            .isCompletedWithValueMatching(found -> found.isEmpty());
        assertThat(store.stats().skipped()).isEqualTo(1);
      }
    }
  }

  @Test
  void law_a_cache_may_only_save_time_a_redis_that_was_slow_is_asked_again() {
    var patience = Duration.ofSeconds(2);
    var limits = new RedisResponseStore.Limits(LIFE, patience, NO_REST, patience, 1_000, 1_000);
    try (var store = store(options, limits)) {
      keep(store);
      var redis = Stores.shared().redis();
      redis.pause();
      try {
        assertThat(get(store.find(key))).isEmpty();
      } finally {
        redis.resume();
      }
      Await.until(() -> get(store.find(key)).isPresent());
    }
  }

  @Test
  void what_is_too_large_or_too_much_to_write_is_dropped() {
    var bytes = ResponseFrame.write(key, RESPONSE, 1_000).orElseThrow().length;
    try (var store =
        store(options, new RedisResponseStore.Limits(LIFE, LONG, NO_REST, LONG, bytes, bytes))) {
      assertThat(store.keep(key, CachedResponses.of("a longer answer"))).isFalse();
      assertThat(store.stats().tooLarge()).isEqualTo(1);
      assertThat(store.keep(key, RESPONSE)).isTrue();
      Await.until(() -> store.stats().writingBytes() == 0);
      assertThat(store.stats().written()).isEqualTo(1);
    }
    try (var store =
        store(
            options, new RedisResponseStore.Limits(LIFE, LONG, NO_REST, LONG, bytes, bytes - 1))) {
      assertThat(store.keep(key, RESPONSE)).isFalse();
      assertThat(store.stats().dropped()).isEqualTo(1);
      assertThat(store.stats().writingBytes()).isZero();
    }
  }

  private static RedisResponseStore.Limits patient() {
    return new RedisResponseStore.Limits(LIFE, LONG, NO_REST, LONG, 1_000, 10_000);
  }

  private RedisResponseStore store(RedisOptions where, RedisResponseStore.Limits limits) {
    return new RedisResponseStore(vertx, () -> Redis.createClient(vertx, where), limits);
  }

  private void keep(RedisResponseStore store) {
    assertThat(store.keep(key, RESPONSE)).isTrue();
    Await.until(() -> store.stats().written() == 1);
  }

  private Response command(Request request) {
    return get(Redis.createClient(vertx, options).send(request).toCompletionStage());
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
