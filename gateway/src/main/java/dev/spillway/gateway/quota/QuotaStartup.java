package dev.spillway.gateway.quota;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.spillway.gateway.config.GatewayConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Renews leases, sends settlements again, and says that this gateway is there. */
@Singleton
class QuotaStartup {
  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final Duration LAST = Duration.ofSeconds(3);
  private static final Duration AGAIN = Duration.ofMillis(500);

  private final Vertx vertx;
  private final Quotas quotas;
  private final RedisLedger ledger;
  private final Settlements settlements;
  private final Presence presence;
  private final LeaseKeeper keeper;
  private final Duration lease;
  private final List<Long> timers = new ArrayList<>();

  QuotaStartup(
      Vertx vertx,
      Quotas quotas,
      RedisLedger ledger,
      Settlements settlements,
      Presence presence,
      LeaseKeeper keeper,
      GatewayConfig config) {
    this.vertx = vertx;
    this.quotas = quotas;
    this.ledger = ledger;
    this.settlements = settlements;
    this.presence = presence;
    this.keeper = keeper;
    lease = config.quota().lease();
  }

  void onStart(@Observes StartupEvent event) {
    every(BEAT, () -> presence.tell(ledger));
    every(AGAIN, settlements::retry);
    keeper.every(lease.dividedBy(4), quotas::renew);
    every(Advances.TURN, quotas::turn);
  }

  /** The last settlements, whose replies have gone out. */
  void onStop(@Observes ShutdownEvent event) {
    timers.forEach(vertx::cancelTimer);
    quotas.close();
    settlements
        .sent()
        .eventually(keeper::close)
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(LAST.toMillis(), MILLISECONDS)
        .handle((done, failure) -> done)
        .join();
  }

  private void every(Duration pause, Runnable task) {
    timers.add(vertx.setPeriodic(pause.toMillis(), tick -> task.run()));
  }
}
