package dev.spillway.gateway.quota;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** What is counted of limits. Labels are reasons and levels, so their number is bounded. */
final class QuotaMeters {
  private final MeterRegistry registry;
  private final Counter lost;

  QuotaMeters(MeterRegistry registry) {
    this.registry = registry;
    lost =
        Counter.builder("spillway.limits.settlements.lost")
            .description("Requests whose use Redis never heard of; the database has it")
            .register(registry);
  }

  void refused(Answer.Refused refused) {
    Counter.builder("spillway.limits.refused")
        .description("Requests that ran into a limit")
        .tag("limit", refused.reason().wireName())
        .tag("scope", refused.scope().level().wireName())
        .register(registry)
        .increment();
  }

  void settlementLost() {
    lost.increment();
  }

  /** Keeps the supplier. */
  void open(Supplier<Number> count) {
    gauge("spillway.limits.open", "Requests under way that hold a part of a limit", count);
  }

  /** Keeps the supplier. */
  void uncertain(Supplier<Number> count) {
    gauge(
        "spillway.limits.uncertain",
        "Reservations that others may have by now, as this gateway was not heard of for long",
        count);
  }

  /** Keeps the supplier. */
  void advances(Supplier<Number> count) {
    gauge("spillway.limits.advances", "Keys whose limits are held in advance, in part", count);
  }

  /** Keeps the supplier. */
  void advanced(Supplier<Number> usd) {
    gauge(
        "spillway.limits.advances.usd",
        "Money of budgets that is held in advance, and by no request yet",
        usd);
  }

  /** Keeps the supplier. */
  void waiting(Supplier<Number> count) {
    gauge("spillway.limits.settlements.waiting", "Settlements that Redis does not have yet", count);
  }

  /** Keeps the supplier. */
  void queued(Supplier<Number> count) {
    gauge("spillway.limits.queued", "Calls of Redis that wait for others", count);
  }

  private void gauge(String name, String description, Supplier<Number> count) {
    Gauge.builder(name, count).description(description).strongReference(true).register(registry);
  }
}
