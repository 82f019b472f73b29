package dev.spillway.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.cache.BlockStoreStats;
import dev.spillway.testkit.StoreServer;
import dev.spillway.testkit.Stores;
import dev.spillway.testkit.TinyLlama;
import dev.spillway.testkit.WeightType;
import dev.spillway.worker.engine.RedisWire.Fault;
import dev.spillway.worker.format.GgufFile;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Law "a cache may only save time", under load and with a real Redis: whatever befalls it, no
 * request fails, no answer is another in any bit, and once it is over prompts are shared again.
 */
class SharedCacheFaultsTest {
  private static final Duration SHORT = Duration.ofMillis(400);

  /** Whoever waits for a reply that does not come waits longer than any test. */
  private static final Duration FOR_EVER = Duration.ofMinutes(10);

  private static StoreServer redis;
  private static GgufFile file;
  private static SharedLoad.Asked asked;

  @TempDir private static Path folder;

  private RedisWire wire;

  @BeforeAll
  static void start() {
    redis = Stores.ownRedis();
    file = open(new TinyLlama(3, WeightType.Q8_0, 2, 64, 4, 2, 128, 2048, false));
    asked = SharedLoad.Asked.of(file, 2 * 2 * 2 * 16 * 16 * Float.BYTES);
  }

  private static GgufFile open(TinyLlama model) {
    return GgufFile.open(model.writeTo(folder.resolve(model.hidden() + ".gguf")));
  }

  @AfterAll
  static void stop() {
    file.close();
    redis.stop();
  }

  @BeforeEach
  void connect() {
    command(Request.cmd(Command.FLUSHALL));
    wire = new RedisWire(redis);
  }

  @AfterEach
  void disconnect() {
    wire.close();
  }

  @Test
  void law_a_cache_may_only_save_time_when_redis_is_killed() {
    try (var load = load(asked, LoadPolicy.ALL, SHORT)) {
      redis.stop();
      load.await(() -> !load.isReachable());
      load.awaitAnswers(20);
      redis.start();
      assertIsShared(load);
    }
  }

  @Test
  void law_a_cache_may_only_save_time_when_redis_stalls() {
    try (var load = load(asked, LoadPolicy.ALL, SHORT)) {
      redis.pause();
      load.await(() -> !load.isReachable());
      load.awaitAnswers(20);
      redis.resume();
      assertIsShared(load);
    }
  }

  @Test
  void law_a_cache_may_only_save_time_a_redis_that_stalls_is_not_waited_for() {
    // So much more to compute that loading is worth it wherever this runs.
    var large = new TinyLlama(3, WeightType.Q8_0, 4, 128, 4, 2, 256, 2048, false);
    try (var larger = open(large);
        var load =
            load(
                SharedLoad.Asked.of(larger, 4 * 2 * 2 * 32 * 16 * Float.BYTES),
                LoadPolicy.MEASURED,
                FOR_EVER)) {
      redis.pause();
      load.awaitAnswers(20);
      assertThat(load.sum(BlockStoreStats::failed)).isZero();
      redis.resume();
      assertIsShared(load);
    }
  }

  @Test
  void law_a_cache_may_only_save_time_when_redis_is_full() {
    command(config("maxmemory-policy", "noeviction"));
    try (var load = load(asked, LoadPolicy.ALL, FOR_EVER)) {
      command(config("maxmemory", "1"));
      command(Request.cmd(Command.FLUSHALL));
      long refused = load.sum(BlockStoreStats::failed);
      load.await(() -> load.sum(BlockStoreStats::failed) > refused + 5);
      load.awaitAnswers(20);
      assertThat(command(Request.cmd(Command.DBSIZE))).isEqualTo("0");
      command(config("maxmemory", "0"));
      assertIsShared(load);
    } finally {
      command(config("maxmemory", "0"));
    }
  }

  @Test
  void law_a_cache_may_only_save_time_when_redis_is_flushed() {
    try (var load = load(asked, LoadPolicy.ALL, FOR_EVER)) {
      for (int i = 0; i < 5; i++) {
        long written = load.sum(BlockStoreStats::written);
        command(Request.cmd(Command.FLUSHALL));
        load.await(() -> load.sum(BlockStoreStats::written) > written);
        load.awaitAnswers(5);
      }
      assertIsShared(load);
    }
  }

  @Test
  void law_a_cache_may_only_save_time_when_bits_are_flipped() {
    try (var load = load(asked, LoadPolicy.ALL, FOR_EVER)) {
      spoil(load, Fault.FLIPPED, 60, 20);
      assertIsShared(load);
    }
  }

  @Test
  void law_a_cache_may_only_save_time_when_redis_is_slow() {
    try (var load = load(asked, LoadPolicy.ALL, FOR_EVER)) {
      spoil(load, Fault.SLOW, 8, 4);
      assertIsShared(load);
    }
  }

  @Test
  void law_a_cache_may_only_save_time_when_redis_is_too_slow_for_its_patience() {
    try (var load = load(asked, LoadPolicy.ALL, Duration.ofMillis(150))) {
      wire.set(Fault.SLOW);
      load.await(() -> !load.isReachable());
      load.awaitAnswers(20);
      wire.set(Fault.NONE);
      assertIsShared(load);
    }
  }

  @Test
  void law_a_cache_may_only_save_time_when_connections_break_in_the_middle_of_a_value() {
    try (var load = load(asked, LoadPolicy.ALL, SHORT)) {
      spoil(load, Fault.CUT, 3, 20);
      assertIsShared(load);
    }
  }

  /** Two engines under load that do share. */
  private SharedLoad load(SharedLoad.Asked about, LoadPolicy policy, Duration patience) {
    var load = new SharedLoad(about, wire, policy, patience);
    try {
      load.awaitFound(3);
      return load;
    } catch (AssertionError e) {
      load.close();
      throw e;
    }
  }

  private void spoil(SharedLoad load, Fault fault, int values, int answers) {
    wire.set(fault);
    load.await(() -> wire.spoiled() >= values);
    load.awaitAnswers(answers);
    wire.set(Fault.NONE);
  }

  private static void assertIsShared(SharedLoad load) {
    load.awaitFound(5);
    load.awaitSharing();
  }

  private static Request config(String setting, String value) {
    return Request.cmd(Command.CONFIG).arg("SET").arg(setting).arg(value);
  }

  /** Not over the wire. */
  private static String command(Request request) {
    var vertx = Vertx.vertx();
    try {
      var address = "redis://%s:%d".formatted(redis.host(), redis.port());
      return Redis.createClient(vertx, address)
          .send(request)
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(30, TimeUnit.SECONDS)
          .join()
          .toString();
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }
}
