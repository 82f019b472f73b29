package dev.spillway.gateway.response;

import dev.spillway.cache.RedisResponseStore;
import dev.spillway.cache.ResponseStore;
import dev.spillway.cache.ResponseStoreStats;
import dev.spillway.cache.similar.NearQuestions;
import dev.spillway.gateway.cascade.CascadeMeters;
import dev.spillway.gateway.cascade.Witness;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.ResponsesConfig;
import dev.spillway.gateway.meaning.MeaningFirst;
import dev.spillway.gateway.tenancy.Namespaces;
import dev.spillway.gateway.workers.Embedders;
import dev.spillway.gateway.workers.WorkerPool;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.proxy.ProxyConfigurationRegistry;
import io.quarkus.redis.runtime.client.VertxRedisClientFactory;
import io.quarkus.redis.runtime.client.config.RedisConfig;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;

/** Wires this package. Its classes take what they need by constructor, so tests wire it too. */
@Singleton
class ResponseBeans {
  private static final String PREFIX = "spillway.response.cache.";

  /** The store's connections are set up as those of the application's Redis client, and its own. */
  @Produces
  @Singleton
  ResponseStore store(
      Vertx vertx,
      RedisConfig redis,
      TlsConfigurationRegistry tls,
      ProxyConfigurationRegistry proxies,
      GatewayConfig config,
      MeterRegistry registry) {
    var responses = config.responses();
    if (responses.keep() == ResponsesConfig.Keep.OFF) {
      return ResponseStore.NONE;
    }
    var name = VertxRedisClientFactory.DEFAULT_CLIENT;
    var settings =
        Objects.requireNonNull(redis.clients().get(RedisConfig.DEFAULT_CLIENT_NAME), "no Redis");
    var store =
        new RedisResponseStore(
            vertx,
            () -> VertxRedisClientFactory.create(name, vertx, settings, tls, proxies),
            new RedisResponseStore.Limits(
                responses.timeToLive(),
                responses.lookupTimeout(),
                responses.rest(),
                responses.replyTimeout(),
                Math.toIntExact(responses.entrySize().asLongValue()),
                responses.writingSize().asLongValue()));
    watch(store, registry);
    return store;
  }

  void close(@Disposes ResponseStore store) {
    store.close();
  }

  @Produces
  @Singleton
  ResponseCache cache(
      MeaningFirst cascades,
      ResponseStore store,
      Embedders embedders,
      Namespaces namespaces,
      WorkerPool pool,
      CascadeMeters cascadeMeters,
      @All List<Witness> witnesses,
      MeterRegistry registry,
      GatewayConfig config) {
    var responses = config.responses();
    var similar = responses.similar();
    var meters = new ResponseMeters(registry);
    return new ResponseCache(
        cascades,
        store,
        new SimilarAnswers(
            question -> embedders.embed(List.of(question), similar.embedTimeout()),
            new NearQuestions(similar.questions(), similar.memory().asLongValue()),
            store,
            meters),
        namespaces,
        new Models(pool::fingerprints),
        meters,
        cascadeMeters,
        trail -> witnesses.forEach(witness -> witness.answered(trail)),
        Clock.systemUTC(),
        new ResponseCache.Limits(
            responses.keep(),
            Math.toIntExact(responses.entrySize().asLongValue()),
            responses.coalesce(),
            responses.flights(),
            responses.followers()));
  }

  private static void watch(RedisResponseStore store, MeterRegistry registry) {
    Gauge.builder(PREFIX + "reachable", store, s -> s.isReachable() ? 1 : 0)
        .description("1 while Redis can be reached, 0 while no answers are kept")
        .register(registry);
    Gauge.builder(PREFIX + "writing", store, s -> s.stats().writingBytes())
        .description("Bytes on their way to Redis")
        .baseUnit("bytes")
        .register(registry);
    count(store, registry, "lookups", "found", ResponseStoreStats::found);
    count(store, registry, "lookups", "missed", ResponseStoreStats::missed);
    count(store, registry, "lookups", "corrupt", ResponseStoreStats::corrupt);
    count(store, registry, "lookups", "slow", ResponseStoreStats::slow);
    count(store, registry, "lookups", "skipped", ResponseStoreStats::skipped);
    count(store, registry, "commands", "failed", ResponseStoreStats::failed);
    count(store, registry, "writes", "written", ResponseStoreStats::written);
    count(store, registry, "writes", "dropped", ResponseStoreStats::dropped);
    count(store, registry, "writes", "too_large", ResponseStoreStats::tooLarge);
  }

  private static void count(
      RedisResponseStore store,
      MeterRegistry registry,
      String what,
      String outcome,
      ToLongFunction<ResponseStoreStats> value) {
    FunctionCounter.builder(PREFIX + what, store, s -> value.applyAsLong(s.stats()))
        .description("What became of what the store of answers was asked")
        .tag("outcome", outcome)
        .register(registry);
  }
}
