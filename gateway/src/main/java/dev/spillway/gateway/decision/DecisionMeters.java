package dev.spillway.gateway.decision;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** What is counted of decisions. */
final class DecisionMeters {

  /** Why a decision was not kept. */
  enum Loss {
    /** Too many waited for the database. */
    FULL,
    /** The database was there and would not have it. */
    REFUSED,
    /** The gateway ended before it was written. */
    STOPPED
  }

  private final MeterRegistry registry;
  private final Counter written;
  private final Map<Loss, Counter> dropped = new EnumMap<>(Loss.class);

  DecisionMeters(MeterRegistry registry) {
    this.registry = registry;
    written =
        Counter.builder("spillway.decisions.written")
            .description("Decisions that the database has")
            .register(registry);
    Arrays.stream(Loss.values())
        .forEach(
            loss ->
                dropped.put(
                    loss,
                    Counter.builder("spillway.decisions.dropped")
                        .description("Decisions that were not kept")
                        .tag("reason", loss.name().toLowerCase(Locale.ROOT))
                        .register(registry)));
  }

  /** Keeps the supplier. */
  void waiting(Supplier<Number> count) {
    Gauge.builder("spillway.decisions.waiting", count)
        .description("Decisions that wait for the database")
        .strongReference(true)
        .register(registry);
  }

  void written(int count) {
    written.increment(count);
  }

  void dropped(int count, Loss loss) {
    Objects.requireNonNull(dropped.get(loss)).increment(count);
  }

  void labelLost(LabelSource source) {
    Counter.builder("spillway.labels.lost")
        .description("Labels of the gateway's own that the database did not take")
        .tag("source", source.wireName())
        .register(registry)
        .increment();
  }
}
