package dev.spillway.gateway.response;

import dev.spillway.gateway.cascade.Provenance;
import dev.spillway.router.Money;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What is counted of answers that are given more than once. */
final class ResponseMeters {
  private final MeterRegistry registry;
  private final Counter saved;
  private final AtomicInteger readers = new AtomicInteger();

  ResponseMeters(MeterRegistry registry) {
    this.registry = registry;
    saved =
        Counter.builder("spillway.response.cache.saved.usd")
            .description("What answers that were given again had cost")
            .register(registry);
    Gauge.builder("spillway.response.cache.readers", readers, AtomicInteger::get)
        .description("Clients of answers under way that others may join")
        .register(registry);
  }

  /** So many clients came; or went, if negative. */
  void readers(int more) {
    readers.addAndGet(more);
  }

  /** An answer was given, or the beginning of one. */
  void used(String policy, Provenance.Kind kind) {
    Counter.builder("spillway.response.cache.requests")
        .description("Answers by where they came from")
        .tag("policy", policy)
        .tag("result", kind.wireName())
        .register(registry)
        .increment();
  }

  void saved(Money cost) {
    saved.increment(cost.usd().doubleValue());
  }

  /** Keeps the supplier. */
  void flights(Supplier<Number> count) {
    Gauge.builder("spillway.response.cache.flights", count)
        .description("Different requests that others may wait for")
        .strongReference(true)
        .register(registry);
  }
}
