package dev.spillway.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.tenancy.Limits;
import dev.spillway.gateway.tenancy.Scope;
import dev.spillway.router.Money;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** Gateways that hold parts of one key's limits in advance, on a real Redis. */
class AdvanceLawsTest {
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final LocalDate DAY = LocalDate.of(2026, 11, 22);
  private static final int GATEWAYS = 3;

  private enum What {
    ASK,
    ASK_OFTEN,
    SETTLE,
    EXTEND,
    TURN
  }

  /**
   * @param amount of what is asked for
   * @param percent of what is held that is used
   */
  record Step(int gateway, What what, int amount, int percent) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.integers().between(0, GATEWAYS - 1),
            Arbitraries.of(What.class),
            Arbitraries.integers().between(1, 5),
            Arbitraries.integers().between(0, 100))
        .as(Step::new)
        .list()
        .ofMinSize(20)
        .ofMaxSize(80);
  }

  @Property(tries = 60, seed = "1")
  void law_money_is_exact_also_where_it_is_held_in_advance(
      @ForAll @IntRange(min = 1, max = 3_000) int budget, @ForAll("steps") List<Step> steps) {
    var organisation = "org_" + UUID.randomUUID();
    var scopes =
        List.of(
            scope(Scope.Level.KEY, "key_" + organisation, limits(null, null, budget + 7)),
            scope(Scope.Level.ORGANISATION, organisation, limits(null, null, budget)));
    var gateways =
        IntStream.range(0, GATEWAYS).mapToObj(_ -> new Gateway(organisation, scopes)).toList();
    long spent = 0;
    for (var step : steps) {
      var gateway = gateways.get(step.gateway());
      switch (step.what()) {
        case ASK -> gateway.ask(step.amount());
        case ASK_OFTEN -> IntStream.range(0, 8).forEach(_ -> gateway.ask(step.amount()));
        case SETTLE -> spent += gateway.settle(step.percent());
        case EXTEND -> gateway.extend(step.amount());
        case TURN -> gateway.turn();
      }
      long held = gateways.stream().mapToLong(Gateway::held).sum();
      assertThat(spent + held).as("after %s", step).isLessThanOrEqualTo(budget);
    }
    for (var gateway : gateways) {
      while (!gateway.open.isEmpty()) {
        spent += gateway.settle(50);
      }
      gateway.advances.close();
      gateway.settled();
      assertThat(gateway.advances.count()).isZero();
      assertThat(gateway.kept).isEmpty();
    }
    for (var scope : scopes) {
      for (var field : List.of(scope.id(), scope.id() + "!")) {
        assertThat(LedgerBench.counter(organisation, "day:" + DAY, field)).isEqualTo(spent);
      }
    }
    assertThat(LedgerBench.call(Command.HLEN, LedgerBench.name(organisation, "held")).toLong())
        .isZero();
    assertThat(LedgerBench.call(Command.ZCARD, LedgerBench.name(organisation, "open")).toLong())
        .isZero();
  }

  @Example
  void a_key_that_is_asked_often_does_not_ask_redis_for_each_request() {
    var gateway = gateway(limits(1_000_000, 10_000_000, 1_000_000));
    for (int i = 0; i < 50; i++) {
      gateway.ask(1);
      gateway.settle(100);
      gateway.settled();
    }
    assertThat(gateway.asked).isEqualTo(Advances.OFTEN);
    assertThat(gateway.refused).isZero();
    for (int i = 0; i < 20; i++) {
      IntStream.range(0, 200).forEach(_ -> gateway.ask(1));
      IntStream.range(0, 200).forEach(_ -> gateway.settle(100));
      gateway.turn();
    }
    var before = gateway.asked;
    IntStream.range(0, 200).forEach(_ -> gateway.ask(1));
    assertThat(gateway.asked).as("once it is known how often").isEqualTo(before);
  }

  @Example
  void near_a_limit_each_request_is_reserved_for_on_its_own() {
    var few = gateway(limits(60, null, null));
    var poor = gateway(limits(null, null, 60));
    for (var gateway : List.of(few, poor)) {
      for (int i = 0; i < 70; i++) {
        gateway.ask(1);
      }
      assertThat(gateway.asked).isEqualTo(70);
      assertThat(gateway.open).hasSizeBetween(60, 61);
    }
  }

  @Example
  void requests_at_the_same_time_are_not_held_in_advance() {
    var gateway = gateway(new Limits(null, null, 1_000, null, null));
    IntStream.range(0, 20).forEach(_ -> gateway.ask(1));
    assertThat(gateway.asked).isEqualTo(20);
  }

  @Example
  void what_a_rate_gave_in_advance_and_nobody_used_comes_back() {
    var gateway = gateway(limits(6_000, 60_000, null));
    IntStream.range(0, 150).forEach(_ -> gateway.ask(1));
    IntStream.range(0, 150).forEach(_ -> gateway.settle(0));
    gateway.advances.close();
    gateway.settled();
    var claim = gateway.claim(1);
    var answer = gateway.ledger.reserve(claim).toCompletionStage().toCompletableFuture().join();
    var standing = answer.standings().getFirst();
    assertThat(standing.requests().left()).isBetween(6_000L - 151, 6_000L);
    assertThat(standing.tokens().left()).isBetween(60_000L - 10, 60_000L);
  }

  @Example
  void what_is_held_in_advance_is_given_for_a_time_without_redis_and_not_for_longer() {
    var gateway = gateway(limits(null, null, 1_000_000));
    IntStream.range(0, 10).forEach(_ -> gateway.ask(1));
    var before = gateway.asked;
    gateway.nanos.addAndGet(Gateway.GOOD.toNanos() - 1);
    gateway.ask(1);
    assertThat(gateway.asked).isEqualTo(before);
    gateway.nanos.addAndGet(1);
    gateway.ask(1);
    assertThat(gateway.asked).isEqualTo(before + 1);
  }

  @Example
  void law_money_is_exact_what_is_free_here_is_what_redis_holds_for_it() {
    var gateway = gateway(limits(null, null, 1_000_000));
    long spent = 0;
    for (int i = 0; i < 40; i++) {
      var often = i < 5 ? 100 : 5;
      IntStream.range(0, often).forEach(_ -> gateway.ask(3));
      gateway.settled();
      for (int j = 0; j < often; j++) {
        spent += gateway.settle(40);
      }
      gateway.turn();
      var counter = LedgerBench.counter(gateway.organisation, "day:" + DAY, gateway.organisation);
      assertThat(counter).isEqualTo(spent + gateway.free());
    }
    assertThat(gateway.free()).as("less than it was while it was asked more often").isLessThan(300);
  }

  @Example
  void a_key_that_is_not_asked_any_more_holds_nothing() {
    var gateway = gateway(limits(null, null, 1_000_000));
    IntStream.range(0, 10).forEach(_ -> gateway.ask(1));
    IntStream.range(0, 10).forEach(_ -> gateway.settle(100));
    gateway.nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    gateway.turn();
    gateway.settled();
    assertThat(gateway.advances.count()).isZero();
    assertThat(
            LedgerBench.call(Command.HLEN, LedgerBench.name(gateway.organisation, "held")).toLong())
        .isZero();
  }

  private static Gateway gateway(Limits limits) {
    var organisation = "org_" + UUID.randomUUID();
    return new Gateway(
        organisation, List.of(scope(Scope.Level.ORGANISATION, organisation, limits)));
  }

  private static Scope scope(Scope.Level level, String id, Limits limits) {
    return new Scope(level, id, limits);
  }

  private static Limits limits(
      @Nullable Integer requests, @Nullable Integer tokens, @Nullable Integer picosPerDay) {
    return new Limits(
        requests,
        tokens,
        null,
        picosPerDay == null ? null : BigDecimal.valueOf(picosPerDay, 12),
        null);
  }

  /** One of several; what it asks of Redis is waited for. */
  private static final class Gateway implements Advance.Lender {
    static final Duration GOOD = Duration.ofSeconds(15);

    private final String organisation;
    private final List<Scope> scopes;
    private final RedisLedger ledger = LedgerBench.ledger(LEASE, Map.of());
    private final AtomicLong nanos = new AtomicLong();
    private final Advances advances;
    private final List<Advance> begun = new ArrayList<>();
    private final List<Claim> kept = new ArrayList<>();
    private final ConcurrentLinkedQueue<Future<?>> calls = new ConcurrentLinkedQueue<>();
    private final Deque<Held> open = new ArrayDeque<>();
    private int number;
    private int asked;
    private int refused;

    private record Held(Claim claim, Optional<Advance> from) {}

    Gateway(String organisation, List<Scope> scopes) {
      this.organisation = organisation;
      this.scopes = scopes;
      advances = new Advances(nanos::get, 100, this::begin);
    }

    private Advance begin(Claim claim, Portion usual) {
      var advance = new Advance(claim, usual, this, GOOD, nanos::get);
      begun.add(advance);
      return advance;
    }

    Claim claim(int amount) {
      return new Claim(
          "%s-%d".formatted(System.identityHashCode(this), number++),
          organisation,
          scopes,
          10,
          new Money(amount),
          DAY);
    }

    void ask(int amount) {
      var claim = claim(amount);
      var taken = advances.take(claim);
      if (taken.isPresent()) {
        open.add(new Held(claim, Optional.of(taken.get().from())));
        return;
      }
      asked++;
      if (join(ledger.reserve(claim)) instanceof Answer.Granted) {
        open.add(new Held(claim, Optional.empty()));
        advances.asked(claim);
        settled();
      } else {
        refused++;
      }
    }

    void extend(int more) {
      var held = open.poll();
      if (held != null) {
        var larger = held.claim().with(held.claim().amount().plus(new Money(more)));
        var answer =
            join(
                held.from().isPresent()
                    ? held.from().get().extend(larger, new Money(more))
                    : ledger.extend(larger, new Money(more)));
        open.add(answer instanceof Answer.Granted ? new Held(larger, held.from()) : held);
      }
    }

    long settle(int percent) {
      var held = open.poll();
      if (held == null) {
        return 0;
      }
      long spent = held.claim().amount().picoUsd() * percent / 100;
      long tokens = held.claim().tokens() * percent / 100;
      if (held.from().isPresent()) {
        held.from().get().settle(held.claim(), new Money(spent), tokens);
      } else {
        join(ledger.settle(held.claim(), new Money(spent), tokens, Duration.ZERO));
      }
      return spent;
    }

    void turn() {
      advances.turn();
      settled();
    }

    long free() {
      return advances.free().picoUsd();
    }

    long held() {
      return open.stream().mapToLong(held -> held.claim().amount().picoUsd()).sum();
    }

    /** Returns when all that was begun is over. */
    void settled() {
      for (var call = calls.poll(); call != null; call = calls.poll()) {
        join(call);
      }
    }

    @Override
    public Future<Optional<Answer>> lend(Claim claim, Portion more) {
      Promise<Optional<Answer>> lent = Promise.promise();
      Promise<Void> heard = Promise.promise();
      ledger
          .advance(claim, more, Advance.SPARE)
          .onComplete(
              done -> {
                lent.handle(done);
                heard.complete();
              });
      calls.add(heard.future());
      return lent.future();
    }

    @Override
    public Future<Answer> extend(Claim claim, Money more) {
      return ledger.extend(claim, more);
    }

    /** Twice, as one whose answer was lost. */
    @Override
    public void tell(Claim claim, Settlement settlement, Consumer<Answer> heard) {
      for (int i = 0; i < 2; i++) {
        calls.add(ledger.settle(claim, settlement, Duration.ZERO).onSuccess(heard::accept));
      }
    }

    @Override
    public void keep(Claim claim, Lease lease) {
      kept.remove(claim);
      kept.add(claim);
    }

    @Override
    public void ended(Claim claim) {
      kept.remove(claim);
    }

    @Override
    public ErrorKind kind(Answer.Refused refused) {
      throw new AssertionError("nobody asks for it here");
    }

    private static <T> T join(Future<T> future) {
      return future.toCompletionStage().toCompletableFuture().join();
    }
  }
}
