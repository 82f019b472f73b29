package dev.spillway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.testkit.Await;
import dev.spillway.testkit.Ports;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisCluster;
import redis.embedded.RedisShardedCluster;

/** The store over a real Redis Cluster and behind a real Sentinel. */
class RedisTopologiesTest {
  private static final int[] TOKENS = IntStream.range(0, 64).toArray();
  private static final String MASTER = "blocks";

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void chains_of_many_tenants_are_written_and_read_in_a_cluster() throws Exception {
    var cluster =
        RedisShardedCluster.newRedisCluster()
            .serverPorts(freePorts(3))
            .shard("one", 0)
            .shard("two", 0)
            .shard("three", 0)
            .initializationTimeout(Duration.ofSeconds(60))
            .build();
    cluster.start();
    try {
      var options = new RedisOptions().setType(RedisClientType.CLUSTER);
      cluster.serverPorts().forEach(port -> options.addConnectionString(url(port)));
      assertChainsSurvive(options);
    } finally {
      cluster.stop();
    }
  }

  @Test
  void chains_are_written_and_read_behind_a_sentinel() throws Exception {
    var cluster =
        RedisCluster.newRedisCluster()
            .serverPorts(freePorts(2))
            .sentinelPorts(freePorts(1))
            .quorumSize(1)
            .replicationGroup(MASTER, 1)
            .build();
    cluster.start();
    try {
      var options = new RedisOptions().setType(RedisClientType.SENTINEL).setMasterName(MASTER);
      cluster.sentinelPorts().forEach(port -> options.addConnectionString(url(port)));
      assertChainsSurvive(options);
    } finally {
      cluster.stop();
    }
  }

  private void assertChainsSurvive(RedisOptions options) {
    var minute = Duration.ofMinutes(1);
    try (var store = new RedisBlockStore(vertx, options, minute, minute, 1 << 20)) {
      var chains =
          Stream.of("a", "b", "c", "d", "e", "f", "g", "h")
              .map(
                  tenant ->
                      new BlockSpace(TextOwner.of(tenant), "model", "f32", 16).chain(TOKENS, 64))
              .toList();
      long blocks = 0;
      for (var chain : chains) {
        for (int i = 0; i < chain.size(); i++) {
          assertThat(store.write(chain.name(i), new byte[] {(byte) i})).isTrue();
          blocks++;
        }
      }
      long all = blocks;
      Await.until(() -> store.stats().written() == all, () -> store.stats().toString());
      for (var chain : chains) {
        List<String> names = chain.names(chain.size());
        assertThat(get(store.present(names))).isEqualTo(chain.size());
        for (int i = 0; i < chain.size(); i++) {
          assertThat(get(store.read(names.get(i))).map(value -> value[0]))
              .isEqualTo(Optional.of((byte) i));
        }
      }
      assertThat(store.stats().failed()).isZero();
    }
  }

  private static List<Integer> freePorts(int count) {
    return Stream.generate(Ports::freeInCluster).limit(count).toList();
  }

  private static String url(int port) {
    return "redis://localhost:" + port;
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
