package dev.spillway.gateway.quota;

import dev.spillway.cache.RedisLine;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A connection to Redis for each event loop, made when it first asks, and one for all other
 * threads. A loop that asks another one has to wake it and is woken for the reply: two system calls
 * and two changes of threads for what takes Redis some microseconds. (With one connection for all
 * that was a tenth of the gateway's work.)
 */
final class RedisLines {
  private final Vertx vertx;
  private final Function<Context, RedisLine> make;
  private final RedisLine common;

  /** Bounded by the event loops. */
  private final Map<Thread, RedisLine> ofLoops = new ConcurrentHashMap<>();

  /**
   * @param make a line whose connection belongs to a context
   */
  RedisLines(Vertx vertx, Function<Context, RedisLine> make) {
    this.vertx = vertx;
    this.make = make;
    common = make.apply(vertx.getOrCreateContext());
  }

  /** The line for who asks now. */
  RedisLine here() {
    return Context.isOnEventLoopThread()
        ? ofLoops.computeIfAbsent(
            Thread.currentThread(),
            // The root, because what is asked by one request must not keep its data.
            loop -> make.apply(VertxContext.getRootContext(vertx.getOrCreateContext())))
        : common;
  }

  void close() {
    common.close();
    ofLoops.values().forEach(RedisLine::close);
  }
}
