package dev.spillway.gateway.decision;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.cascade.VertxLoop;
import dev.spillway.gateway.cascade.Witness;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.policy.Database;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** Wires this package. Its classes take what they need by constructor, so tests wire it too. */
@Singleton
class DecisionBeans {
  private static final int BATCH_ROWS = 200;

  /** Half a million characters are a few milliseconds of writing JSON on an event loop. */
  private static final long BATCH_TEXT = 1 << 19;

  private static final Duration GATHER = Duration.ofMillis(250);

  @Produces
  @Singleton
  DecisionStore decisions(Database database, ObjectMapper json) {
    return new DecisionStore(database, json);
  }

  @Produces
  @Singleton
  LabelStore labels(Database database) {
    return new LabelStore(database);
  }

  @Produces
  @Singleton
  DecisionQueue queue(
      Vertx vertx, DecisionStore store, MeterRegistry registry, GatewayConfig config) {
    var decisions = config.decisions();
    return new DecisionQueue(
        new VertxLoop(vertx.getOrCreateContext()),
        store::insert,
        new DecisionQueue.Limits(
            positive("queue-size", decisions.queueSize()),
            decisions.queueTextSize().asLongValue(),
            BATCH_ROWS,
            BATCH_TEXT,
            GATHER),
        new DecisionMeters(registry));
  }

  @Produces
  @Singleton
  Witness log(
      DecisionQueue queue, LabelStore labels, MeterRegistry registry, GatewayConfig config) {
    var decisions = config.decisions();
    var meters = new DecisionMeters(registry);
    return new DecisionLog(
        queue,
        (request, label) ->
            labels
                .put(request, label)
                .subscribe()
                .with(kept -> {}, lost -> meters.labelLost(label.source())),
        Clock.systemUTC(),
        decisions.keepText() ? decisions.textSize().asLongValue() : DecisionLog.NO_TEXT);
  }

  @Produces
  @Singleton
  DecisionSweep sweep(Database database, GatewayConfig config) {
    var decisions = config.decisions();
    return new DecisionSweep(
        database,
        Clock.systemUTC(),
        new DecisionSweep.Limits(
            decisions.retention(),
            positive("max-rows", decisions.maxRows()),
            decisions.labelGrace()));
  }

  private static int positive(String property, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "spillway.gateway.decisions.%s must be at least 1".formatted(property));
    }
    return value;
  }
}
