package dev.spillway.gateway.cascade;

import static java.util.Objects.requireNonNull;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.chat.Demands;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.gateway.config.Tiers;
import dev.spillway.gateway.sharing.Sharing;
import dev.spillway.gateway.tenancy.Namespaces;
import dev.spillway.gateway.workers.TestPool;
import dev.spillway.router.Price;
import dev.spillway.router.Tier;
import dev.spillway.router.length.LengthPredictor;
import dev.spillway.router.policy.Conduct;
import dev.spillway.router.policy.Policy;
import dev.spillway.router.policy.Rule;
import dev.spillway.router.score.TokenScorer;
import dev.spillway.testkit.StubWorker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** A cascade of tiers {@code m0, m1, …}, each ten times the price of the one before. */
public final class Bench {
  static final double THRESHOLD = 0.8;

  /** The version of the policy that is asked. */
  static final int VERSION = 7;

  /** How often an answer may go on at another worker. */
  static final int RESUMPTIONS = 2;

  static final Duration DEADLINE = Duration.ofSeconds(60);
  static final Duration OPINION = Duration.ofSeconds(1);
  static final Duration FIRST = Duration.ofSeconds(5);
  static final Duration NEXT = Duration.ofSeconds(2);
  static final Duration DOUBTED = Duration.ofSeconds(1);

  /** One at a time, while no other request is under way. */
  static final Asides.Limits ASIDES = new Asides.Limits(1, 0);

  public final VirtualLoop loop = new VirtualLoop();
  public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  public final Namespaces namespaces = new Namespaces();

  /** What tenants share. */
  Sharing sharing = Sharing.NONE;

  public final List<Trail> trails = new ArrayList<>();
  final Budgets budgets = new Budgets(meters);
  final RecordedAnswer answer = new RecordedAnswer();
  public final TestPool workers;
  public final List<Tier> tiers;
  private final CascadeRunner runner;
  private final Rule rule;

  /** How the policy is run beside its rule. */
  public Conduct conduct = Conduct.PLAIN;

  /** What is drawn, for whatever is drawn. */
  double dice = 0.5;

  /** Tiers that are given time, and how often; else as tiers of workers, which are not. */
  final Map<String, Integer> retries = new HashMap<>();

  /** Of all requests; nobody is asked twice before enough was measured. */
  final Hedging hedging = new Hedging(1);

  public Bench(int tiers, List<StubWorker> workers) {
    this(
        tiers,
        workers,
        new Rule.Thresholds(
            TokenScorer.MIN_PROBABILITY, Collections.nCopies(tiers - 1, THRESHOLD)));
  }

  public Bench(int tiers, List<StubWorker> workers, Rule rule) {
    this(tiers, workers, rule, 1_000);
  }

  /**
   * @param most that may wait for one model
   */
  Bench(int tiers, List<StubWorker> workers, Rule rule, int most) {
    this.rule = rule;
    this.tiers =
        IntStream.range(0, tiers)
            .mapToObj(
                i ->
                    new Tier(
                        "t" + i,
                        "m" + i,
                        Price.perMillion(BigDecimal.TEN.pow(i), BigDecimal.TEN.pow(i))))
            .toList();
    this.workers = new TestPool(workers, loop::nanoTime, most);
    runner =
        new CascadeRunner(
            this.workers.pool(),
            new LengthPredictor(),
            namespaces,
            (tenant, messages) -> sharing.prefix(tenant, messages),
            new CascadeMeters(meters),
            budgets,
            trails::add,
            new Attempt.Patience(FIRST, NEXT, DOUBTED),
            RESUMPTIONS,
            new Retries(name -> Optional.ofNullable(retries.get(name)), loop::nanoTime, () -> 1),
            hedging,
            DEADLINE,
            new Tiers(known()),
            OPINION,
            ASIDES,
            ASIDES,
            () -> dice);
  }

  /** The policy's tiers, and one at the price of the last that is none of them. */
  private List<Tier> known() {
    var known = new ArrayList<>(tiers);
    known.add(new Tier("other", "other", tiers.getLast().price()));
    return known;
  }

  /** What is asked. */
  public String question = "question";

  void ask(boolean streamed) {
    ask(streamed, answer);
  }

  /** Another request with the same text, to its end. */
  RecordedAnswer askAgain() {
    var again = new RecordedAnswer();
    ask(true, again);
    requireNonNull(again.subscription).request(Long.MAX_VALUE);
    loop.run();
    return again;
  }

  private void ask(boolean streamed, RecordedAnswer answer) {
    var request = request("r", "", Sampling.GREEDY, streamed).seenBy(onlooker).urged(urgency);
    runner.answer(request, loop).subscribe(answer);
  }

  /** Of what is asked. */
  Urgency urgency = Urgency.NORMAL;

  /** Who looks on. */
  Onlooker onlooker = Onlooker.NOBODY;

  /** What is wanted of the answer. */
  Demands demands = Demands.NONE;

  /** What {@link #question} asks of the cascade. */
  public CascadeRequest request(String id, String tenant, Sampling sampling, boolean streamed) {
    var policy = new Policy("p", tiers.stream().map(Tier::name).toList(), rule, conduct);
    var chat =
        new ChatRequest("p", List.of(new ChatMessage(Role.USER, question)), sampling, demands);
    return new CascadeRequest(id, tenant, chat, policy, OptionalInt.of(VERSION), tiers, streamed);
  }

  public Answers answers() {
    return runner;
  }

  void demand(long events) {
    requireNonNull(answer.subscription).request(events);
    loop.run();
  }

  /** Asks for everything. */
  void askAndRun(boolean streamed) {
    ask(streamed);
    demand(Long.MAX_VALUE);
  }

  void cancel() {
    requireNonNull(answer.subscription).cancel();
    loop.run();
  }
}
