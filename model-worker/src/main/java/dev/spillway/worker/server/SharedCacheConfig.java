package dev.spillway.worker.server;

import dev.spillway.worker.engine.LoadPolicy;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;
import io.vertx.redis.client.RedisClientType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where computed prompts are shared with other workers of the same models. Only requests of a
 * gateway that minted a namespace for their tenant take part.
 */
public interface SharedCacheConfig {
  /**
   * Redis 6.2 or later, {@code redis://[user:password@]host:port[/database]} or {@code rediss://}:
   * one address, or those of Sentinels or of some nodes of a Cluster. Without it nothing is shared.
   * Give it a {@code maxmemory} and {@code allkeys-lru} or {@code allkeys-lfu}.
   */
  Optional<List<String>> redis();

  /** {@code standalone}, {@code sentinel} or {@code cluster}. */
  @WithDefault("standalone")
  RedisClientType type();

  /** With Sentinel: the name of the master. */
  Optional<String> masterName();

  /** How long a block stays that nobody reads. */
  @WithDefault("1h")
  Duration life();

  /** How long a reply of Redis is waited for before the connection is made anew. */
  @WithDefault("5s")
  Duration patience();

  /**
   * How much of what others computed is loaded. {@code measured}: as much as comes sooner than it
   * would be computed. {@code all}, {@code none}: for comparisons.
   */
  @WithDefault("measured")
  LoadPolicy load();

  /**
   * Whether blocks have an authentication code, so that a Redis that lies, or anybody who may write
   * to it, costs time and never an answer. It takes about 0.7 ms for each MiB, which is 17 % of
   * loading at 256 MB/s and 65 % at 1 GB/s; without it a checksum finds what was damaged by
   * accident. All workers that share have the same setting: with it, blocks without are not loaded.
   */
  @WithDefault("true")
  boolean authenticated();

  /** Memory for the blocks of one request on their way in, at most. */
  @WithDefault("32M")
  MemorySize loading();

  /** Blocks of a model on their way out, at most; beyond that they are not shared. */
  @WithDefault("128M")
  MemorySize saving();
}
