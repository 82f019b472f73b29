package dev.spillway.gateway.meaning;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;

/** Counts how routers that go by what questions mean came to know it. */
final class MeaningMeters {

  /** What a router decided by. */
  enum Outcome {
    /** It was embedded in time. */
    DONE,
    /** It had been embedded to look for similar questions. */
    SHARED,
    /** It was decided without: the worker took too long. */
    LATE,
    /** It was decided without: no worker embedded. */
    FAILED,
    /** It was decided without: another model embeds than the one that the router learned from. */
    OTHER_MODEL
  }

  private final MeterRegistry registry;

  MeaningMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void decided(String policy, Outcome outcome) {
    Counter.builder("spillway.router.meanings")
        .description("Requests whose router goes by what questions mean, by what came of that")
        .tag("policy", policy)
        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
  }

  void waited(Duration time) {
    Timer.builder("spillway.router.meaning.wait")
        .description("How long requests waited to have their questions embedded")
        .publishPercentileHistogram()
        .register(registry)
        .record(time);
  }
}
