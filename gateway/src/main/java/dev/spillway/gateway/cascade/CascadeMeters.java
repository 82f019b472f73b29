package dev.spillway.gateway.cascade;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * What is counted of cascades. Token and time meters follow the names of OpenTelemetry's generative
 * AI conventions; money is in dollars, as a float, because meters are: the exact amounts are in the
 * answers. Labels come from the configuration, never from clients, so their number is bounded.
 */
@Singleton
public final class CascadeMeters {
  private final MeterRegistry registry;

  @Inject
  public CascadeMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void overhead(Duration sinceRequest) {
    Timer.builder("spillway.gateway.overhead")
        .description("From the request's last byte to the first call of a worker")
        .publishPercentileHistogram()
        .register(registry)
        .record(sinceRequest);
  }

  void attempt(Tier tier, Usage usage) {
    tokens(tier, "input", usage.promptTokens());
    tokens(tier, "output", usage.completionTokens());
    tokens(tier, "input_cached", usage.cachedTokens());
    money("spillway.cost.usd", tier.name(), tier.price().of(usage).usd().doubleValue());
  }

  private void tokens(Tier tier, String type, int count) {
    Counter.builder("gen_ai.client.token.usage")
        .description("Tokens of all attempts, whether or not their answer was used")
        .tag("gen_ai.response.model", tier.name())
        .tag("gen_ai.token.type", type)
        .register(registry)
        .increment(count);
  }

  private void money(String name, String tier, double usd) {
    Counter.builder(name).tag("tier", tier).register(registry).increment(usd);
  }

  /**
   * @param reason {@code confidence}, or the code of the failure
   */
  void escalation(String policy, String reason) {
    Counter.builder("spillway.escalations")
        .description("Times a policy went on to its next tier")
        .tag("policy", policy)
        .tag("reason", reason)
        .register(registry)
        .increment();
  }

  /**
   * @param outcome {@code resumed} where another worker went on; else {@code failed} where that one
   *     failed before it said anything, {@code no_worker} where none serves the same model, {@code
   *     limit} where it was tried too often
   */
  void resumption(String outcome) {
    Counter.builder("spillway.streams.resumed")
        .description("Answers under way whose worker was lost, by what came of it")
        .tag("outcome", outcome)
        .register(registry)
        .increment();
  }

  /** A tier is given some time, and is asked again then. */
  void retry(String tier, ErrorKind after) {
    Counter.builder("spillway.retries")
        .description("Tiers that were asked again for a request after all of them had failed")
        .tag("tier", tier)
        .tag("after", after.code())
        .register(registry)
        .increment();
  }

  /**
   * @param outcome {@code done}, {@code failed}, or {@code dropped} where there was no room
   */
  void aside(String policy, String outcome, Money cost) {
    Counter.builder("spillway.asides")
        .description("Requests beside whose answer other tiers were to be asked, to learn from it")
        .tag("policy", policy)
        .tag("outcome", outcome)
        .register(registry)
        .increment();
    Counter.builder("spillway.aside.cost.usd")
        .description("What that cost; it is in the tiers' cost as well")
        .tag("policy", policy)
        .register(registry)
        .increment(cost.usd().doubleValue());
  }

  /**
   * @param outcome {@code heard}, {@code unreadable}, or the code of the failure
   */
  void opinion(String policy, String scorer, String outcome, Money cost) {
    Counter.builder("spillway.opinions")
        .description("Replies about which somebody else was asked")
        .tag("policy", policy)
        .tag("scorer", scorer)
        .tag("outcome", outcome)
        .register(registry)
        .increment();
    Counter.builder("spillway.opinion.cost.usd")
        .description("What that cost; it is in the tiers' cost as well")
        .tag("policy", policy)
        .register(registry)
        .increment(cost.usd().doubleValue());
  }

  /**
   * @param outcome {@code done}, {@code dropped} where there was no room, {@code unreadable}, or
   *     the code of the failure
   */
  void verdict(String policy, String outcome, Money cost) {
    Counter.builder("spillway.verdicts")
        .description("Answers that were to be judged behind the client's back, to learn from it")
        .tag("policy", policy)
        .tag("outcome", outcome)
        .register(registry)
        .increment();
    Counter.builder("spillway.verdict.cost.usd")
        .description("What that cost; it is in the tiers' cost as well")
        .tag("policy", policy)
        .register(registry)
        .increment(cost.usd().doubleValue());
  }

  public void firstToken(String policy, Duration sinceRequest) {
    Timer.builder("gen_ai.server.time_to_first_token")
        .tag("gen_ai.request.model", policy)
        .publishPercentileHistogram()
        .register(registry)
        .record(sinceRequest);
  }

  public void answered(String policy, Decision decision, Receipt receipt, Duration took) {
    money(
        "spillway.cost.if.largest.usd",
        decision.tier().name(),
        receipt.costIfLargest().usd().doubleValue());
    duration(policy, "none", took);
  }

  public void failed(String policy, ErrorKind kind, Duration took) {
    duration(policy, kind.code(), took);
  }

  public void abandoned(String policy, Duration took) {
    duration(policy, "client_gone", took);
  }

  private void duration(String policy, String error, Duration took) {
    Timer.builder("gen_ai.server.request.duration")
        .tag("gen_ai.request.model", policy)
        .tag("error.type", error)
        .publishPercentileHistogram()
        .register(registry)
        .record(took);
  }
}
