package dev.spillway.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.tenancy.Limits;
import dev.spillway.gateway.tenancy.Scope;
import dev.spillway.router.Money;
import dev.spillway.testkit.Await;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** Several gateways on one real Redis, all of whose calls are under way at once. */
class LedgerLawsTest {
  private static final Duration LEASE = Duration.ofMinutes(5);

  /** Of a gateway that dies: nobody renews, and it ends at once. */
  private static final Duration DEAD = Duration.ofNanos(1_000);

  private static final LocalDate DAY = LocalDate.of(2026, 11, 21);
  private static final int GATEWAYS = 3;

  /** Above nine quadrillions a number of Lua is not exact any more. */
  private static final long UNIT = 400_000_000_000_001L;

  private static final List<RedisLedger> LIVING =
      IntStream.range(0, GATEWAYS).mapToObj(i -> LedgerBench.ledger(LEASE, Map.of())).toList();
  private static final RedisLedger DYING = LedgerBench.ledger(DEAD, Map.of());

  enum Fate {
    SETTLED,
    SETTLED_TWICE,
    EXTENDED,
    LOST
  }

  /**
   * @param more that is asked for later, if it is extended
   * @param spent of a hundredth of what is held
   */
  record Ask(int gateway, int amount, int more, int spent, Fate fate) {}

  @Provide
  Arbitrary<List<Ask>> asks() {
    return Combinators.combine(
            Arbitraries.integers().between(0, GATEWAYS - 1),
            Arbitraries.integers().between(0, 9),
            Arbitraries.integers().between(0, 9),
            Arbitraries.integers().between(0, 100),
            Arbitraries.of(Fate.class))
        .as(Ask::new)
        .list()
        .ofMaxSize(40);
  }

  @Property(tries = 60, seed = "1")
  void law_money_is_exact_at_any_concurrency_and_over_any_crash(
      @ForAll @IntRange(max = 60) int budget, @ForAll("asks") List<Ask> asks) {
    var organisation = "org_" + UUID.randomUUID();
    var scopes =
        List.of(
            scope(Scope.Level.KEY, "key_" + organisation, null, units(budget + 7)),
            scope(Scope.Level.ORGANISATION, organisation, units(budget), null));

    // all ask at once
    var claims = new ArrayList<Claim>();
    for (int i = 0; i < asks.size(); i++) {
      claims.add(
          new Claim("r%d".formatted(i), organisation, scopes, 0, units(asks.get(i).amount()), DAY));
    }
    var answers = join(each(asks, (i, ask) -> gateway(ask).reserve(claims.get(i))));
    long held = 0;
    long lost = 0;
    for (int i = 0; i < asks.size(); i++) {
      if (answers.get(i) instanceof Answer.Granted) {
        held += asks.get(i).fate() == Fate.LOST ? 0 : asks.get(i).amount();
        lost += asks.get(i).fate() == Fate.LOST ? asks.get(i).amount() : 0;
      }
    }
    assertThat(held).isLessThanOrEqualTo(budget);
    for (int i = 0; i < asks.size(); i++) {
      if (answers.get(i) instanceof Answer.Refused) {
        assertThat(held + lost + asks.get(i).amount())
            .as("it is refused only where it does not fit")
            .isGreaterThan(budget);
      }
    }

    // some ask for more, and all that live settle at once, some of them twice
    var extended =
        join(
            each(
                asks,
                (i, ask) ->
                    answers.get(i) instanceof Answer.Granted && ask.fate() == Fate.EXTENDED
                        ? gateway(ask)
                            .extend(
                                claims.get(i).with(units(ask.amount() + ask.more())),
                                units(ask.more()))
                        : Future.succeededFuture(answers.get(i))));
    long spent = 0;
    var settled = new ArrayList<Future<Answer>>();
    for (int i = 0; i < asks.size(); i++) {
      var ask = asks.get(i);
      if (answers.get(i) instanceof Answer.Granted && ask.fate() != Fate.LOST) {
        boolean more = ask.fate() == Fate.EXTENDED && extended.get(i) instanceof Answer.Granted;
        long used = (long) (ask.amount() + (more ? ask.more() : 0)) * ask.spent() / 100;
        spent += used;
        settled.add(gateway(ask).settle(claims.get(i), units(used), 0, Duration.ZERO));
        if (ask.fate() == Fate.SETTLED_TWICE) {
          settled.add(LIVING.getFirst().settle(claims.get(i), units(used), 0, Duration.ZERO));
        }
      }
    }
    join(settled);

    // what the dead held comes back to whoever asks next
    var last = new Claim("last", organisation, scopes, 0, Money.ZERO, DAY);
    join(List.of(LIVING.getFirst().reserve(last)));
    join(List.of(LIVING.getFirst().settle(last, Money.ZERO, 0, Duration.ZERO)));
    assertThat(spent).isLessThanOrEqualTo(budget);
    for (var scope : scopes) {
      var key = scope.level() == Scope.Level.KEY ? "month:2026-11" : "day:2026-11-21";
      assertThat(LedgerBench.counter(organisation, key, scope.id() + "!"))
          .isEqualTo(units(spent).picoUsd());
      assertThat(LedgerBench.counter(organisation, key, scope.id()))
          .isEqualTo(units(spent).picoUsd());
    }
    assertThat(LedgerBench.call(Command.HLEN, LedgerBench.name(organisation, "held")).toLong())
        .isZero();
    assertThat(LedgerBench.call(Command.ZCARD, LedgerBench.name(organisation, "open")).toLong())
        .isZero();
  }

  @Property(tries = 1)
  void places_of_a_gateway_that_died_come_back() {
    var organisation = "org_" + UUID.randomUUID();
    var limits = new Limits(null, null, 2, null, null);
    var scopes = List.of(new Scope(Scope.Level.PROJECT, "proj_x", limits));
    var claims =
        IntStream.range(0, 3)
            .mapToObj(i -> new Claim("r" + i, organisation, scopes, 0, Money.ZERO, DAY))
            .toList();
    join(List.of(DYING.reserve(claims.get(0)), LIVING.get(0).reserve(claims.get(1))));
    Await.until(
        () ->
            join(List.of(LIVING.get(1).reserve(claims.get(2)))).getFirst()
                instanceof Answer.Granted);
    var third = new Claim("r3", organisation, scopes, 0, Money.ZERO, DAY);
    assertThat(join(List.of(LIVING.get(2).reserve(third))).getFirst())
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.CONCURRENCY));
    join(List.of(LIVING.get(0).settle(claims.get(1), Money.ZERO, 0, Duration.ZERO)));
    assertThat(join(List.of(LIVING.get(2).reserve(third))).getFirst())
        .isInstanceOf(Answer.Granted.class);
  }

  @Property(tries = 1)
  void a_rate_admits_its_minute_at_once_and_says_when_the_next_is_due() {
    var organisation = "org_" + UUID.randomUUID();
    var limits = new Limits(30, 1_000, null, null, null);
    var scopes = List.of(new Scope(Scope.Level.KEY, "key_x", limits));
    var answers =
        join(
            IntStream.range(0, 40)
                .mapToObj(
                    i ->
                        LIVING
                            .get(i % GATEWAYS)
                            .reserve(new Claim("r" + i, organisation, scopes, 10, Money.ZERO, DAY)))
                .toList());
    assertThat(answers).filteredOn(Answer.Granted.class::isInstance).hasSizeBetween(30, 31);
    assertThat(answers)
        .filteredOn(Answer.Refused.class::isInstance)
        .allSatisfy(
            answer -> {
              var refused = (Answer.Refused) answer;
              assertThat(refused.reason()).isEqualTo(Reason.REQUESTS);
              assertThat(refused.backoff()).isBetween(Duration.ZERO, Duration.ofSeconds(2));
              assertThat(refused.standings().getFirst().requests().left()).isZero();
            });
  }

  @Property(tries = 1)
  void tokens_are_settled_by_truth() {
    var organisation = "org_" + UUID.randomUUID();
    var limits = new Limits(null, 60_000, null, null, null);
    var scopes = List.of(new Scope(Scope.Level.KEY, "key_x", limits));
    var claim = new Claim("r", organisation, scopes, 50_000, Money.ZERO, DAY);
    var other = new Claim("s", organisation, scopes, 50_000, Money.ZERO, DAY);
    var ledger = LIVING.getFirst();
    assertThat(join(List.of(ledger.reserve(claim))).getFirst()).isInstanceOf(Answer.Granted.class);
    assertThat(join(List.of(ledger.reserve(other))).getFirst())
        .isInstanceOfSatisfying(
            Answer.Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.TOKENS));
    join(List.of(ledger.settle(claim, Money.ZERO, 1_000, Duration.ZERO)));
    assertThat(join(List.of(ledger.reserve(other))).getFirst())
        .isInstanceOfSatisfying(
            Answer.Granted.class,
            granted ->
                assertThat(granted.standings().getFirst().tokens().left())
                    .isBetween(9_000L, 10_000L));
  }

  @Property(tries = 1)
  void a_counter_that_redis_lost_begins_with_what_the_database_says() {
    var organisation = "org_" + UUID.randomUUID();
    var scopes = List.of(scope(Scope.Level.ORGANISATION, organisation, units(10), null));
    var ledger =
        LedgerBench.ledger(LEASE, Map.of(organisation, new Spent.Amounts(units(4), units(4))));
    var first = new Claim("a", organisation, scopes, 0, units(6), DAY);
    assertThat(join(List.of(ledger.reserve(first))).getFirst()).isInstanceOf(Answer.Granted.class);
    LedgerBench.call(Command.FLUSHALL);
    var second = new Claim("b", organisation, scopes, 0, units(6), DAY);
    assertThat(join(List.of(ledger.reserve(second))).getFirst()).isInstanceOf(Answer.Granted.class);
    // the first was under way when everything was lost, and still counts
    join(
        List.of(
            ledger.settle(first, units(1), 0, Duration.ZERO),
            ledger.settle(second, units(5), 0, Duration.ZERO)));
    assertThat(LedgerBench.counter(organisation, "day:2026-11-21", organisation))
        .isEqualTo(units(10).picoUsd());
  }

  private interface Call {
    Future<Answer> of(int i, Ask ask);
  }

  private static List<Future<Answer>> each(List<Ask> asks, Call call) {
    return IntStream.range(0, asks.size()).mapToObj(i -> call.of(i, asks.get(i))).toList();
  }

  private static RedisLedger gateway(Ask ask) {
    return ask.fate() == Fate.LOST ? DYING : LIVING.get(ask.gateway());
  }

  private static Money units(long units) {
    return new Money(units * UNIT);
  }

  private static Scope scope(
      Scope.Level level, String id, @Nullable Money day, @Nullable Money month) {
    return new Scope(
        level,
        id,
        new Limits(
            null, null, null, day == null ? null : day.usd(), month == null ? null : month.usd()));
  }

  private static List<Answer> join(List<Future<Answer>> futures) {
    return futures.stream()
        .map(future -> future.toCompletionStage().toCompletableFuture().join())
        .toList();
  }
}
