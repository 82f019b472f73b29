package dev.spillway.gateway.sharing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What is counted of sharing. Labels are constants. */
final class SharingMeters {
  private final MeterRegistry registry;

  SharingMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A request begins with something that is shared, because of this. */
  void shared(String because) {
    Counter.builder("spillway.shared.prompts.requests")
        .description("Requests whose beginning is shared among tenants")
        .tag("because", because)
        .register(registry)
        .increment();
  }

  /** That a tenant sent a system message was counted, or not. */
  void sighting(String outcome) {
    Counter.builder("spillway.shared.prompts.sightings")
        .description("Reports that a tenant sent a system message")
        .tag("outcome", outcome)
        .register(registry)
        .increment();
  }

  void watch(SharedPrompts prompts) {
    Gauge.builder("spillway.shared.prompts.listed", prompts, SharedPrompts::size)
        .description("Prompts in force that an administrator listed")
        .register(registry);
  }
}
