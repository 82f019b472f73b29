package dev.spillway.cache;

import static io.vertx.redis.client.Command.GET;
import static io.vertx.redis.client.Command.SET;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers in Redis, each one value that is written with its time to live in one command: never
 * there in part, and never for ever. Being read does not make it stay longer, because an answer
 * grows old.
 *
 * <p>Somebody waits for each lookup who could be computing instead. So a lookup that takes longer
 * than it may is given up, and after {@value #SLOW_IN_A_ROW} of those in a row none is made for a
 * while: a Redis that is slow for everybody costs one request in a while its patience, and all
 * others nothing. Lookups that are under way are bounded in number, writes in bytes; beyond that
 * they are dropped, not queued. Lookups and writes have a connection each, so that no lookup waits
 * behind a write.
 */
public final class RedisResponseStore implements ResponseStore {
  private static final int MOST_LOOKUPS = 1_024;
  private static final int SLOW_IN_A_ROW = 3;

  private final Vertx vertx;
  private final RedisLine reads;
  private final RedisLine writes;
  private final Limits limits;
  private final AtomicInteger lookups = new AtomicInteger();
  private final AtomicLong writing = new AtomicLong();
  private final AtomicInteger slowInARow = new AtomicInteger();
  private final AtomicLong restUntil = new AtomicLong(System.nanoTime());
  private final LongAdder found = new LongAdder();
  private final LongAdder missed = new LongAdder();
  private final LongAdder corrupt = new LongAdder();
  private final LongAdder slow = new LongAdder();
  private final LongAdder skipped = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder written = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder tooLarge = new LongAdder();
  private volatile boolean reachable = true;

  /**
   * @param life of an answer
   * @param lookup how long one may take before it is given up
   * @param rest how long none is made after too many were given up
   * @param reply how long Redis may take for any; then the connection is made anew
   * @param entry bytes of the largest answer that is kept
   * @param writing bytes of writes under way
   */
  public record Limits(
      Duration life, Duration lookup, Duration rest, Duration reply, int entry, long writing) {}

  /**
   * @param clients makes one that nobody else uses
   */
  public RedisResponseStore(Vertx vertx, Supplier<Redis> clients, Limits limits) {
    this.vertx = vertx;
    this.limits = limits;
    this.reads = new RedisLine(vertx, clients, limits.reply(), now -> reachable = now);
    this.writes = new RedisLine(vertx, clients, limits.reply(), now -> reachable = now);
  }

  @Override
  public CompletionStage<Optional<CachedResponse>> find(ResponseKey key) {
    var answer = new CompletableFuture<Optional<CachedResponse>>();
    if (System.nanoTime() - restUntil.get() < 0 || lookups.get() >= MOST_LOOKUPS) {
      skipped.increment();
      answer.complete(Optional.empty());
      return answer;
    }
    lookups.incrementAndGet();
    var open = new AtomicBoolean(true);
    var timer =
        vertx.setTimer(
            limits.lookup().toMillis(),
            _ -> {
              if (open.getAndSet(false)) {
                giveUp();
                answer.complete(Optional.empty());
              }
            });
    reads
        .send(connection -> connection.send(Request.cmd(GET).arg(key.name())))
        .onComplete(
            result -> {
              lookups.decrementAndGet();
              vertx.cancelTimer(timer);
              if (open.getAndSet(false)) {
                answer.complete(result.succeeded() ? read(key, result.result()) : fail());
              }
            });
    return answer;
  }

  private void giveUp() {
    slow.increment();
    if (slowInARow.incrementAndGet() >= SLOW_IN_A_ROW) {
      restUntil.set(System.nanoTime() + limits.rest().toNanos());
    }
  }

  private Optional<CachedResponse> fail() {
    failed.increment();
    return Optional.empty();
  }

  private Optional<CachedResponse> read(ResponseKey key, @Nullable Response reply) {
    slowInARow.set(0);
    if (reply == null) {
      missed.increment();
      return Optional.empty();
    }
    var response = ResponseFrame.read(key, reply.toBytes());
    (response.isPresent() ? found : corrupt).increment();
    return response;
  }

  @Override
  public boolean keep(ResponseKey key, CachedResponse response) {
    var value = ResponseFrame.write(key, response, limits.entry());
    if (value.isEmpty()) {
      tooLarge.increment();
      return false;
    }
    var bytes = value.get().length;
    if (writing.addAndGet(bytes) > limits.writing()) {
      writing.addAndGet(-bytes);
      dropped.increment();
      return false;
    }
    var request =
        Request.cmd(SET)
            .arg(key.name())
            .arg(Buffer.buffer(value.get()))
            .arg("PX")
            .arg(limits.life().toMillis());
    writes
        .send(connection -> connection.send(request))
        .onComplete(
            result -> {
              writing.addAndGet(-bytes);
              (result.succeeded() ? written : failed).increment();
            });
    return true;
  }

  /** Whether the last attempt to reach Redis succeeded; true before the first. */
  public boolean isReachable() {
    return reachable;
  }

  public ResponseStoreStats stats() {
    return new ResponseStoreStats(
        found.sum(),
        missed.sum(),
        corrupt.sum(),
        slow.sum(),
        skipped.sum(),
        failed.sum(),
        written.sum(),
        dropped.sum(),
        tooLarge.sum(),
        writing.get());
  }

  @Override
  public void close() {
    reads.close();
    writes.close();
  }
}
