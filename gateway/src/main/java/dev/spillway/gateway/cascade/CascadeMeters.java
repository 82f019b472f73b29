package dev.spillway.gateway.cascade;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.stream.IntStream;

/**
 * What is counted of cascades. Tokens and times go by the names, labels and bounds of
 * OpenTelemetry's generative AI conventions; the model that is asked for is the policy, and the one
 * that responds is the tier. Money is in dollars, as a float, because meters are: the exact amounts
 * are in the answers. Labels come from the configuration, never from clients, so their number is
 * bounded; what each request counts is kept by its labels, because to look it up in the registry
 * builds them all anew.
 *
 * <p>Tokens and cost are of all that was asked of workers, also behind the client's back; times are
 * those of clients' requests.
 */
@Singleton
public final class CascadeMeters {
  /** Bounds that the conventions recommend: four to the power of 0 to 13. */
  private static final double[] TOKENS =
      IntStream.rangeClosed(0, 13).mapToDouble(i -> Math.pow(4, i)).toArray();

  private static final Duration[] REQUEST =
      IntStream.rangeClosed(0, 13)
          .mapToObj(i -> Duration.ofMillis(10L << i))
          .toArray(Duration[]::new);

  private static final Duration[] FIRST_TOKEN =
      millis(1, 5, 10, 20, 40, 60, 80, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000);

  private static final Duration[] PER_TOKEN =
      millis(10, 25, 50, 75, 100, 150, 200, 300, 400, 500, 750, 1_000, 2_500);

  private static final String NO_TIER = "none";

  private final MeterRegistry registry;
  private final Map<Labels, DistributionSummary> tokens = new ConcurrentHashMap<>();
  private final Map<Labels, Counter> money = new ConcurrentHashMap<>();
  private final Map<Labels, Timer> firstTokens = new ConcurrentHashMap<>();
  private final Map<Labels, Timer> perToken = new ConcurrentHashMap<>();
  private final Map<Labels, Timer> durations = new ConcurrentHashMap<>();
  private final Map<String, DoubleAdder> saved = new ConcurrentHashMap<>();

  /**
   * @param other what one kind of meter has beside them
   */
  private record Labels(String policy, String tier, String other) {
    Labels(String policy, String tier) {
      this(policy, tier, "");
    }

    Tags tags() {
      return Tags.of(
          "gen_ai.operation.name",
          "chat",
          "gen_ai.provider.name",
          "spillway",
          "gen_ai.request.model",
          policy,
          "gen_ai.response.model",
          tier);
    }
  }

  @Inject
  public CascadeMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  private static Duration[] millis(long... bounds) {
    return Arrays.stream(bounds).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
  }

  void attempt(String policy, Tier tier, Usage usage) {
    tokens(policy, tier, "input", usage.promptTokens());
    tokens(policy, tier, "output", usage.completionTokens());
    tokens(policy, tier, "input_cached", usage.cachedTokens());
    if (usage.cacheWriteTokens() > 0) {
      tokens(policy, tier, "input_cache_write", usage.cacheWriteTokens());
    }
    if (usage.reasoningTokens() > 0) {
      tokens(policy, tier, "output_reasoning", usage.reasoningTokens());
    }
    money("spillway.cost.usd", tier.name(), tier.price().of(usage).usd().doubleValue());
  }

  private void tokens(String policy, Tier tier, String type, int count) {
    tokens
        .computeIfAbsent(
            new Labels(policy, tier.name(), type),
            labels ->
                DistributionSummary.builder("gen_ai.client.token.usage")
                    .description("Tokens of all attempts, whether or not their answer was used")
                    .tags(labels.tags())
                    .tag("gen_ai.token.type", type)
                    .serviceLevelObjectives(TOKENS)
                    .register(registry))
        .record(count);
  }

  private void money(String name, String tier, double usd) {
    money
        .computeIfAbsent(
            new Labels("", tier, name),
            labels -> Counter.builder(name).tag("tier", tier).register(registry))
        .increment(usd);
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

  /**
   * @param outcome of a second worker: {@code won}, {@code lost} or {@code failed}
   */
  void hedge(String tier, String outcome) {
    Counter.builder("spillway.hedges")
        .description("Second workers that were asked as the first said nothing for long")
        .tag("tier", tier)
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

  /** The commit point of an answer was passed. */
  public void firstToken(String policy, Tier tier, Duration sinceRequest) {
    firstTokens
        .computeIfAbsent(
            new Labels(policy, tier.name()),
            labels ->
                Timer.builder("gen_ai.server.time_to_first_token")
                    .description("From the request to the first byte of its answer")
                    .tags(labels.tags())
                    .serviceLevelObjectives(FIRST_TOKEN)
                    .register(registry))
        .record(sinceRequest);
  }

  /** A tier has given a whole reply: how long each of its tokens after the first took. */
  void perToken(String policy, TierVisit visit) {
    int after = visit.usage().completionTokens() - 1;
    if (after > 0 && visit.firstToken().isPresent()) {
      perToken
          .computeIfAbsent(
              new Labels(policy, visit.tier().name()),
              labels ->
                  Timer.builder("gen_ai.server.time_per_output_token")
                      .description("Of a tier's reply, after its first token")
                      .tags(labels.tags())
                      .serviceLevelObjectives(PER_TOKEN)
                      .register(registry))
          .record(visit.took().minus(visit.firstToken().get()).dividedBy(after));
    }
  }

  public void answered(String policy, Decision decision, Receipt receipt, Duration took) {
    double ifLargest = receipt.costIfLargest().usd().doubleValue();
    money("spillway.cost.if.largest.usd", decision.tier().name(), ifLargest);
    saved(policy).add(ifLargest - receipt.cost().usd().doubleValue());
    duration(policy, decision.tier().name(), "none", took);
  }

  /** A request that escalates may save less than nothing, which no counter can say. */
  private DoubleAdder saved(String policy) {
    return saved.computeIfAbsent(
        policy,
        name -> {
          var sum = new DoubleAdder();
          Gauge.builder("spillway.cost.saved.usd", sum, DoubleAdder::sum)
              .description("What answers cost less than the most expensive tier alone, so far")
              .tag("policy", name)
              .register(registry);
          return sum;
        });
  }

  public void failed(String policy, ErrorKind kind, Duration took) {
    duration(policy, NO_TIER, kind.code(), took);
  }

  public void abandoned(String policy, Duration took) {
    duration(policy, NO_TIER, "client_gone", took);
  }

  private void duration(String policy, String tier, String error, Duration took) {
    durations
        .computeIfAbsent(
            new Labels(policy, tier, error),
            labels ->
                Timer.builder("gen_ai.server.request.duration")
                    .description("From the request to the end of its answer")
                    .tags(labels.tags())
                    .tag("error.type", error)
                    .serviceLevelObjectives(REQUEST)
                    .register(registry))
        .record(took);
  }
}
