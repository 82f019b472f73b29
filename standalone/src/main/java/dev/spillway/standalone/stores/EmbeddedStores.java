package dev.spillway.standalone.stores;

import dev.spillway.standalone.console.Progress;
import dev.spillway.standalone.home.Home;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The PostgreSQL and the Redis that {@code up} brings itself, each only where none was named.
 *
 * <p>Both listen on loopback at a port that the system chose and ask for a password that only the
 * owner of the home folder can read. They live in sessions of their own, so that a Ctrl-C reaches
 * this process alone, which stops the gateway first and then them; a {@link Guardian} stops them if
 * this process dies without saying so, and a {@link Keeper} starts them again if they end by
 * themselves. PostgreSQL keeps its data across restarts; Redis holds what may be lost.
 */
public final class EmbeddedStores implements AutoCloseable {
  private final Deque<Keeper> running = new ArrayDeque<>();
  private Optional<String> redisUrl = Optional.empty();
  private Optional<String> databaseUrl = Optional.empty();
  private boolean closed;

  /** Starts what is asked for; if one fails, what already runs is stopped. */
  public static EmbeddedStores start(
      Home home, Progress progress, boolean withRedis, boolean withPostgres) {
    var stores = new EmbeddedStores();
    try {
      if (withRedis) {
        progress.step("Redis", phase -> stores.add(RedisServer.start(home, phase)));
      }
      if (withPostgres) {
        progress.step("PostgreSQL", phase -> stores.add(PostgresServer.start(home, phase)));
      }
      return stores;
    } catch (RuntimeException e) {
      stores.close();
      throw e;
    }
  }

  /** {@code redis://:password@host:port}, if ours was started. */
  public Optional<String> redisUrl() {
    return redisUrl;
  }

  /** {@code postgresql://user:password@host:port/database}, if ours was started. */
  public Optional<String> databaseUrl() {
    return databaseUrl;
  }

  /** What ends from now on is not started again: whoever stops this process may stop them, too. */
  public void dismiss() {
    running.forEach(Keeper::dismiss);
  }

  /** Returns when both have ended. May be called again, and from another thread. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (var server : running) {
      try {
        server.stop();
      } catch (InterruptedException e) {
        // The guardians do the rest when this process ends.
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        System.err.println("spillway: while stopping: " + e.getMessage());
      }
    }
  }

  private String add(RedisServer redis) {
    running.push(Keeper.over(redis));
    redisUrl = Optional.of(redis.url());
    return "127.0.0.1:" + redis.port();
  }

  private String add(PostgresServer postgres) {
    running.push(Keeper.over(postgres));
    databaseUrl = Optional.of(postgres.url());
    return "127.0.0.1:" + postgres.port();
  }
}
