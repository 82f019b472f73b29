package dev.spillway.cache;

import static io.vertx.redis.client.Command.EXISTS;
import static io.vertx.redis.client.Command.GETEX;
import static io.vertx.redis.client.Command.SET;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Blocks in Redis 6.2 or later: one server, Sentinel or Cluster.
 *
 * <p>A block is one value, written with its time to live in one command: it is never there in part,
 * and never for ever. Reading it renews that time, so what is used stays. A Redis that is limited
 * by {@code maxmemory} should evict by {@code allkeys-lru} or {@code allkeys-lfu}; where it refuses
 * to store instead, blocks are not stored.
 *
 * <p>Reads and writes have a connection each, so that no read waits behind a write. The bytes of
 * writes that are under way are bounded; beyond that blocks are dropped, not queued.
 */
public final class RedisBlockStore implements BlockStore {
  private static final System.Logger LOG = System.getLogger(RedisBlockStore.class.getName());

  private static final Duration LAST_WRITES = Duration.ofSeconds(3);

  private final RedisLine reads;
  private final RedisLine writes;
  private final String lifeMillis;
  private final long mostWriting;
  private final AtomicLong writing = new AtomicLong();
  private final AtomicBoolean reachable = new AtomicBoolean(true);
  private final LongAdder found = new LongAdder();
  private final LongAdder missed = new LongAdder();
  private final LongAdder written = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /**
   * @param life of a block that nobody reads
   * @param patience for each reply; after it the connection is made anew
   * @param mostWriting bytes of writes under way
   */
  public RedisBlockStore(
      Vertx vertx, RedisOptions options, Duration life, Duration patience, long mostWriting) {
    this.reads = line(vertx, options, patience);
    this.writes = line(vertx, options, patience);
    this.lifeMillis = Long.toString(life.toMillis());
    this.mostWriting = mostWriting;
  }

  private RedisLine line(Vertx vertx, RedisOptions options, Duration patience) {
    return new RedisLine(vertx, () -> Redis.createClient(vertx, options), patience, this::reach);
  }

  @Override
  public CompletionStage<Integer> present(List<String> names) {
    if (names.isEmpty()) {
      return CompletableFuture.completedFuture(0);
    }
    var requests = names.stream().map(name -> Request.cmd(EXISTS).arg(name)).toList();
    return reads
        .send(connection -> connection.batch(requests))
        .map(RedisBlockStore::leading)
        .otherwise(failure -> fail(0))
        .toCompletionStage();
  }

  private static int leading(List<Response> replies) {
    int count = 0;
    while (count < replies.size() && replies.get(count).toInteger() > 0) {
      count++;
    }
    return count;
  }

  @Override
  public CompletionStage<Optional<byte[]>> read(String name) {
    var request = Request.cmd(GETEX).arg(name).arg("PX").arg(lifeMillis);
    return reads
        .send(connection -> connection.send(request))
        .map(this::value)
        .otherwise(failure -> fail(Optional.empty()))
        .toCompletionStage();
  }

  private Optional<byte[]> value(@Nullable Response reply) {
    if (reply == null) {
      missed.increment();
      return Optional.empty();
    }
    found.increment();
    return Optional.of(reply.toBytes());
  }

  @Override
  public boolean takes(int bytes) {
    return reachable.get() && writing.get() + bytes <= mostWriting;
  }

  @Override
  public boolean write(String name, byte[] value) {
    int bytes = value.length;
    if (!takes(bytes)) {
      dropped.increment();
      return false;
    }
    writing.addAndGet(bytes);
    var request = Request.cmd(SET).arg(name).arg(Buffer.buffer(value)).arg("PX").arg(lifeMillis);
    writes
        .send(connection -> connection.send(request))
        .onComplete(
            result -> {
              writing.addAndGet(-bytes);
              (result.succeeded() ? written : failed).increment();
            });
    return true;
  }

  private <T> T fail(T nothing) {
    failed.increment();
    return nothing;
  }

  private void reach(boolean now) {
    if (reachable.getAndSet(now) != now) {
      LOG.log(
          now ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
          now
              ? "Redis is there: computed prompts are shared"
              : "Redis cannot be reached: prompts are computed, not shared");
    }
  }

  /** Whether the last attempt to reach Redis succeeded; true before the first. */
  public boolean isReachable() {
    return reachable.get();
  }

  @Override
  public String state() {
    return isReachable() ? "reachable" : "not reachable";
  }

  public BlockStoreStats stats() {
    return new BlockStoreStats(
        found.sum(), missed.sum(), written.sum(), dropped.sum(), failed.sum(), writing.get());
  }

  /** Returns when what was taken is written, or could not be in a reasonable time. */
  @Override
  public void close() {
    long end = System.nanoTime() + LAST_WRITES.toNanos();
    while (writing.get() > 0 && reachable.get() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(1_000_000);
    }
    reads.close();
    writes.close();
  }
}
