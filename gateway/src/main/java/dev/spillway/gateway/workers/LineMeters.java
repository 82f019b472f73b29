package dev.spillway.gateway.workers;

import dev.spillway.router.fair.Priority;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** What is counted of lines: by model, of which there are as many as tiers are configured. */
final class LineMeters {
  private static final Duration[] WAIT =
      Stream.of(10, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 120_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;

  LineMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void watch(String model, ToIntFunction<Priority> size, Supplier<Number> places) {
    Gauge.builder("spillway.queue.places", places)
        .description("Requests of this gateway that are served at once; 0 where that is not known")
        .tag("model", model)
        .strongReference(true)
        .register(registry);
    for (var priority : Priority.values()) {
      Gauge.builder("spillway.queue.waiting", size, each -> each.applyAsInt(priority))
          .description("Requests that wait as whoever serves the model has no place")
          .tag("model", model)
          .tag("priority", priority.wireName())
          .strongReference(true)
          .register(registry);
    }
  }

  /**
   * @param outcome {@code served}; {@code gone} where its client left or its deadline passed;
   *     {@code stranded} where nobody serves the model any more
   */
  void waited(String model, Priority priority, String outcome, Duration wait) {
    Timer.builder("spillway.queue.wait")
        .description("How long requests waited that had to")
        .tag("model", model)
        .tag("priority", priority.wireName())
        .tag("outcome", outcome)
        .serviceLevelObjectives(WAIT)
        .register(registry)
        .record(wait);
  }

  /**
   * @param reason {@code full}; {@code deadline} where it would have been answered too late; {@code
   *     infeasible} where that would be so even without a wait
   */
  void refused(String model, String reason) {
    Counter.builder("spillway.queue.refused")
        .description("Requests that may not wait for a model, by why")
        .tag("model", model)
        .tag("reason", reason)
        .register(registry)
        .increment();
  }
}
