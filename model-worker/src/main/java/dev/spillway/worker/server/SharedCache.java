package dev.spillway.worker.server;

import dev.spillway.cache.BlockStore;
import dev.spillway.cache.BlockStoreStats;
import dev.spillway.cache.RedisBlockStore;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import java.util.function.ToLongFunction;

/** Opens the store of computed prompts that the configuration names, and measures it. */
final class SharedCache {
  private static final String PREFIX = "spillway.worker.shared.cache.";

  private SharedCache() {}

  /**
   * @return {@link BlockStore#NONE} where none is named
   * @throws ConfigurationException in one line, which setting is wrong
   */
  static BlockStore open(WorkerConfig worker, Vertx vertx, MeterRegistry registry) {
    var config = worker.sharedCache();
    if (!worker.enabled() || config.redis().isEmpty()) {
      return BlockStore.NONE;
    }
    var store =
        new RedisBlockStore(
            vertx,
            options(config),
            config.life(),
            config.patience(),
            config.saving().asLongValue());
    watch(store, registry);
    return store;
  }

  private static RedisOptions options(SharedCacheConfig config) {
    var options = new RedisOptions().setType(config.type());
    config.redis().orElseThrow().forEach(options::addConnectionString);
    config.masterName().ifPresent(options::setMasterName);
    if (config.type() == RedisClientType.SENTINEL && config.masterName().isEmpty()) {
      throw new ConfigurationException(
          "spillway.worker.shared-cache.master-name is needed with type sentinel");
    }
    return options;
  }

  private static void watch(RedisBlockStore store, MeterRegistry registry) {
    Gauge.builder(PREFIX + "reachable", store, s -> s.isReachable() ? 1 : 0)
        .description("1 while Redis can be reached, 0 while prompts are computed without it")
        .register(registry);
    Gauge.builder(PREFIX + "writing", store, s -> s.stats().writingBytes())
        .description("Bytes on their way to Redis")
        .baseUnit("bytes")
        .register(registry);
    count(store, registry, "found", "Values read", BlockStoreStats::found);
    count(store, registry, "missed", "Values that had gone", BlockStoreStats::missed);
    count(store, registry, "written", "Values written", BlockStoreStats::written);
    count(store, registry, "dropped", "Values not written: too many", BlockStoreStats::dropped);
    count(store, registry, "failed", "Commands that failed", BlockStoreStats::failed);
  }

  private static void count(
      RedisBlockStore store,
      MeterRegistry registry,
      String outcome,
      String description,
      ToLongFunction<BlockStoreStats> value) {
    FunctionCounter.builder(PREFIX + outcome, store, s -> value.applyAsLong(s.stats()))
        .description(description)
        .register(registry);
  }
}
