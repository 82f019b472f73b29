package dev.spillway.gateway.http;

import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Something that has connections, once for each event loop, made when it is first wanted there, and
 * once for all other threads. A loop that uses another one's connection has to wake it and is woken
 * for the reply: two system calls and two changes of threads for what takes some microseconds.
 */
public final class PerEventLoop<T> {
  private final Vertx vertx;
  private final Function<Context, T> make;
  private final T common;

  /** Bounded by the event loops. */
  private final Map<Thread, T> ofLoops = new ConcurrentHashMap<>();

  /**
   * @param make one whose connections belong to a context
   */
  public PerEventLoop(Vertx vertx, Function<Context, T> make) {
    this.vertx = vertx;
    this.make = make;
    common = make.apply(vertx.getOrCreateContext());
  }

  /** The one for who asks now. */
  public T here() {
    return Context.isOnEventLoopThread()
        ? ofLoops.computeIfAbsent(
            Thread.currentThread(),
            // The root, because what is asked by one request must not keep its data.
            loop -> make.apply(VertxContext.getRootContext(vertx.getOrCreateContext())))
        : common;
  }

  /** To be called when nobody asks any more. */
  public void close(Consumer<T> closing) {
    closing.accept(common);
    ofLoops.values().forEach(closing);
  }
}
