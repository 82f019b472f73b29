package dev.spillway.gateway.cascade;

import static java.util.Objects.requireNonNull;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.gateway.tenancy.Namespaces;
import dev.spillway.gateway.workers.TestPool;
import dev.spillway.router.Price;
import dev.spillway.router.Scorer;
import dev.spillway.router.Tier;
import dev.spillway.router.length.LengthPredictor;
import dev.spillway.router.policy.Conduct;
import dev.spillway.router.policy.Policy;
import dev.spillway.router.policy.Rule;
import dev.spillway.testkit.StubWorker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** A cascade of tiers {@code m0, m1, …}, each ten times the price of the one before. */
final class Bench {
  static final double THRESHOLD = 0.8;

  /** The version of the policy that is asked. */
  static final int VERSION = 7;

  /** How often an answer may go on at another worker. */
  static final int RESUMPTIONS = 2;

  static final Duration DEADLINE = Duration.ofSeconds(60);
  static final Duration FIRST = Duration.ofSeconds(5);
  static final Duration NEXT = Duration.ofSeconds(2);

  /** One at a time, while no other request is under way. */
  static final Asides.Limits ASIDES = new Asides.Limits(1, 0);

  final VirtualLoop loop = new VirtualLoop();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Budgets budgets = new Budgets(meters);
  final Namespaces namespaces = new Namespaces();
  final List<Trail> trails = new ArrayList<>();
  final RecordedAnswer answer = new RecordedAnswer();
  final TestPool workers;
  final List<Tier> tiers;
  private final CascadeRunner runner;
  private final Rule rule;

  /** How the policy is run beside its rule. */
  Conduct conduct = Conduct.PLAIN;

  /** What is drawn, for whatever is drawn. */
  double dice = 0.5;

  Bench(int tiers, List<StubWorker> workers) {
    this(
        tiers,
        workers,
        new Rule.Thresholds(Scorer.MIN_PROBABILITY, Collections.nCopies(tiers - 1, THRESHOLD)));
  }

  Bench(int tiers, List<StubWorker> workers, Rule rule) {
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
    this.workers = new TestPool(workers);
    runner =
        new CascadeRunner(
            this.workers.pool(),
            new LengthPredictor(),
            namespaces,
            new CascadeMeters(meters),
            budgets,
            trails::add,
            new Attempt.Patience(FIRST, NEXT),
            RESUMPTIONS,
            DEADLINE,
            ASIDES,
            () -> dice);
  }

  /** What is asked. */
  String question = "question";

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
    var policy = new Policy("p", tiers.stream().map(Tier::name).toList(), rule, conduct);
    var chat = new ChatRequest("p", List.of(new ChatMessage(Role.USER, question)), Sampling.GREEDY);
    runner
        .answer(
            new CascadeRequest("r", "", chat, policy, OptionalInt.of(VERSION), tiers, streamed),
            loop)
        .subscribe(answer);
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
