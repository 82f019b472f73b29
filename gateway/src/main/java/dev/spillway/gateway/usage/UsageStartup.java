package dev.spillway.gateway.usage;

import dev.spillway.gateway.config.GatewayConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Writes what was used from time to time, and what is left at the end. */
@Singleton
class UsageStartup {
  private static final Duration FORGET = Duration.ofHours(1);
  private static final Duration LAST = Duration.ofSeconds(3);

  private final Vertx vertx;
  private final UsageQueue queue;
  private final UsageStore store;
  private final Duration interval;
  private volatile long writing;
  private volatile long forgetting;

  UsageStartup(Vertx vertx, UsageQueue queue, UsageStore store, GatewayConfig config) {
    this.vertx = vertx;
    this.queue = queue;
    this.store = store;
    interval = config.quota().usageInterval();
  }

  void onStart(@Observes StartupEvent event) {
    writing =
        vertx.setPeriodic(
            interval.toMillis(), tick -> queue.flush().subscribe().with(done -> {}, away -> {}));
    forgetting =
        vertx.setPeriodic(
            FORGET.toMillis(),
            tick -> store.forgetBatches().subscribe().with(done -> {}, away -> {}));
  }

  /** Before the database's client closes. */
  void onStop(@Observes ShutdownEvent event) {
    vertx.cancelTimer(writing);
    vertx.cancelTimer(forgetting);
    queue.flush().chain(queue::flush).onFailure().recoverWithNull().await().atMost(LAST);
  }
}
