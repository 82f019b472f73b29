package dev.spillway.gateway.quota;

import dev.spillway.cache.RedisLine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells Redis which reservations are still under way here. It has a thread and a connection of its
 * own, because a gateway that is flooded is late with everything that its event loops do, and what
 * it holds must not be given to others for that.
 */
final class LeaseKeeper {
  private static final Script RENEW = Script.of("renew.lua");

  /** Renewals without a reply; there is one for each organisation. */
  private static final int UNDER_WAY = 64;

  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions()
              .setEventLoopPoolSize(1)
              .setWorkerPoolSize(1)
              .setInternalBlockingPoolSize(1)
              .setFileSystemOptions(
                  new FileSystemOptions()
                      .setFileCachingEnabled(false)
                      .setClassPathResolvingEnabled(false)));
  private final RedisLine line;
  private final Turnstile turnstile = new Turnstile(UNDER_WAY, Integer.MAX_VALUE);
  private final Duration lease;

  /**
   * @param patience for each reply
   * @param lease how long Redis is to hold what is under way
   */
  LeaseKeeper(RedisAddress address, Duration patience, Duration lease) {
    line = new RedisLine(vertx, address.clients(vertx, UNDER_WAY), patience, up -> {});
    this.lease = lease;
  }

  /** Has this run on its thread, again and again; it must not wait. */
  void every(Duration pause, Runnable task) {
    vertx.setPeriodic(pause.toMillis(), tick -> task.run());
  }

  /**
   * These are under way.
   *
   * @param ids of reservations of the organisation
   * @return those that Redis does not hold any more
   */
  Future<Set<String>> renew(String organisation, List<String> ids) {
    var arguments = new ArrayList<String>();
    arguments.add(Long.toString(RedisLedger.micros(lease)));
    arguments.addAll(ids);
    var open = RedisLedger.name(organisation, "open");
    return turnstile
        .pass(() -> line.send(redis -> RENEW.run(redis, List.of(open), arguments)))
        .map(LeaseKeeper::texts);
  }

  private static Set<String> texts(Response reply) {
    var texts = new HashSet<String>();
    reply.forEach(each -> texts.add(each.toString()));
    return texts;
  }

  /** Nothing is kept any longer. */
  Future<Void> close() {
    line.close();
    return vertx.close();
  }
}
