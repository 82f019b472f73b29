package dev.spillway.gateway.usage;

import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.policy.Repeated;
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

  private final UsageQueue queue;
  private final Repeated writing;
  private final Repeated forgetting;

  UsageStartup(Vertx vertx, UsageQueue queue, UsageStore store, GatewayConfig config) {
    this.queue = queue;
    writing =
        new Repeated(
            vertx, config.quota().usageInterval(), "Usage cannot be written", queue::flush);
    forgetting =
        new Repeated(vertx, FORGET, "Old batches of usage cannot be deleted", store::forgetBatches);
  }

  void onStart(@Observes StartupEvent event) {
    writing.start();
    forgetting.start();
  }

  /** Before the database's client closes. */
  void onStop(@Observes ShutdownEvent event) {
    writing.stop();
    forgetting.stop();
    queue.flush().chain(queue::flush).onFailure().recoverWithNull().await().atMost(LAST);
  }
}
