package dev.spillway.cache;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection to Redis that is made when it is needed and made again when it broke.
 *
 * <p>Commands go out at once, one behind the other, without waiting for replies. A reply that takes
 * too long breaks the connection, because all that were sent later wait behind it. After a break
 * nothing is tried for a while, longer each time; what is asked for meanwhile fails at once.
 *
 * <p>Each connection has a client of its own, which is closed with it. A client keeps a pool: a
 * connection that is merely closed goes back there, with the replies that it still owes, and would
 * be the next one; and one that is made too late would take a place there for ever.
 *
 * <p>All state belongs to one Vert.x context; {@link #send} may be called by any thread.
 */
public final class RedisLine {
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final Context context;
  private final Supplier<Redis> clients;
  private final Duration patience;
  private final Consumer<Boolean> reachable;

  private Redis client;
  private @Nullable Future<RedisConnection> connection;
  private Duration pause = SHORTEST_PAUSE;
  private long resting = System.nanoTime();
  private boolean closed;

  /**
   * @param clients makes one that nobody else uses
   * @param patience for a connection, and for each reply
   * @param reachable hears whether Redis can be reached, whenever that changes
   */
  public RedisLine(
      Vertx vertx, Supplier<Redis> clients, Duration patience, Consumer<Boolean> reachable) {
    this(vertx, vertx.getOrCreateContext(), clients, patience, reachable);
  }

  /**
   * @param context that the connection shall belong to
   */
  public RedisLine(
      Vertx vertx,
      Context context,
      Supplier<Redis> clients,
      Duration patience,
      Consumer<Boolean> reachable) {
    this.vertx = vertx;
    this.context = context;
    this.clients = clients;
    this.client = clients.get();
    this.patience = patience;
    this.reachable = reachable;
  }

  /** Does something with the connection; fails, and never waits for long, if there is none. */
  public <T> Future<T> send(Function<RedisConnection, Future<T>> work) {
    Promise<T> reply = Promise.promise();
    context.runOnContext(
        _ -> {
          var opening = connected();
          var from = client;
          opening.onSuccess(open -> send(from, open, work, reply)).onFailure(reply::tryFail);
        });
    return reply.future();
  }

  private <T> void send(
      Redis from,
      RedisConnection open,
      Function<RedisConnection, Future<T>> work,
      Promise<T> reply) {
    long timer =
        vertx.setTimer(
            patience.toMillis(),
            _ -> {
              reply.tryFail("no reply for %d ms".formatted(patience.toMillis()));
              lose(from);
            });
    work.apply(open)
        .onComplete(
            result -> {
              vertx.cancelTimer(timer);
              if (result.succeeded()) {
                pause = SHORTEST_PAUSE;
                reachable.accept(true);
                reply.tryComplete(result.result());
              } else {
                reply.tryFail(result.cause());
              }
            });
  }

  private Future<RedisConnection> connected() {
    if (closed) {
      return Future.failedFuture("closed");
    }
    var known = connection;
    if (known != null) {
      return known;
    }
    if (System.nanoTime() - resting < 0) {
      return Future.failedFuture("not tried again yet");
    }
    var from = client;
    Future<RedisConnection> opening =
        from.connect().timeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    connection = opening;
    opening
        .onSuccess(
            open -> {
              open.exceptionHandler(_ -> context.runOnContext(_ -> lose(from)));
              open.endHandler(_ -> context.runOnContext(_ -> lose(from)));
            })
        .onFailure(_ -> lose(from));
    return opening;
  }

  private void lose(Redis from) {
    if (client == from && !closed) {
      client = clients.get();
      from.close();
      rest();
    }
  }

  private void rest() {
    connection = null;
    resting = System.nanoTime() + pause.toNanos();
    pause =
        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    reachable.accept(false);
  }

  public void close() {
    context.runOnContext(
        _ -> {
          closed = true;
          client.close();
        });
  }
}
