package dev.spillway.gateway.response;

import dev.spillway.cache.similar.Differences;
import dev.spillway.cache.similar.NearQuestions;
import dev.spillway.gateway.cascade.Provenance;
import dev.spillway.router.Money;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
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

  /** What came of looking for an answer to a similar question. */
  void similar(String outcome) {
    similar(outcome, "");
  }

  /** The nearest similar question differed in this. */
  void different(Differences.Difference why) {
    similar("different", why.name().toLowerCase(Locale.ROOT));
  }

  private void similar(String outcome, String why) {
    Counter.builder("spillway.response.cache.similar")
        .description("What came of looking for answers to similar questions")
        .tag("outcome", outcome)
        .tag("why", why)
        .register(registry)
        .increment();
  }

  void questions(NearQuestions questions) {
    Gauge.builder("spillway.response.cache.similar.questions", questions, NearQuestions::size)
        .description("Questions that others may be similar to")
        .register(registry);
    Gauge.builder("spillway.response.cache.similar.bytes", questions, NearQuestions::bytes)
        .description("About what remembering them takes")
        .baseUnit("bytes")
        .register(registry);
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
