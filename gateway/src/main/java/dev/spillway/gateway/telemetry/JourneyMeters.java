package dev.spillway.gateway.telemetry;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.cascade.Provenance;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/** What is counted of requests, by labels of which there are a few. */
final class JourneyMeters {
  private static final Duration[] OVERHEAD =
      LongStream.of(
              50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000,
              1_000_000)
          .mapToObj(micros -> Duration.ofNanos(1_000 * micros))
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Map<Provenance.Kind, Timer> overhead = new ConcurrentHashMap<>();

  JourneyMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void overhead(Provenance provenance, Duration own) {
    overhead
        .computeIfAbsent(
            provenance.kind(),
            kind ->
                Timer.builder("spillway.gateway.overhead")
                    .description(
                        "From a request's last byte to the end of its answer, without waiting for"
                            + " workers and the client")
                    .tag("cache", kind.wireName())
                    .serviceLevelObjectives(OVERHEAD)
                    .register(registry))
        .record(own);
  }

  void error(ErrorKind kind) {
    Counter.builder("spillway.errors")
        .description("Requests that were refused or failed, by who has to change something")
        .tag("fault", kind.fault().name().toLowerCase(Locale.ROOT))
        .tag("code", kind.code())
        .register(registry)
        .increment();
  }
}
