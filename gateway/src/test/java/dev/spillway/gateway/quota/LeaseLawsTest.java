package dev.spillway.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.cascade.VirtualLoop;
import dev.spillway.gateway.tenancy.Limits;
import dev.spillway.gateway.tenancy.Scope;
import dev.spillway.router.Money;
import dev.spillway.testkit.Await;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Law: money is exact, also of a gateway that was away for longer than Redis holds what it does not
 * hear of, and then goes on. Time here is the gateway's own; in Redis a reservation lapses when its
 * lease is set into the past.
 */
class LeaseLawsTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 22);
  private static final Duration GOOD = Duration.ofSeconds(15);
  private static final int BUDGET = 10;

  private final String organisation = "org_" + UUID.randomUUID();
  private final RedisLedger ledger = LedgerBench.ledger(Duration.ofMinutes(5), Map.of());
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
  private final VirtualLoop loop = new VirtualLoop();
  private final List<Optional<ErrorKind>> heard = new ArrayList<>();

  private Claim claim(String id, int amount) {
    var limits = new Limits(null, null, null, BigDecimal.valueOf(BUDGET, 12), null);
    var scope = new Scope(Scope.Level.ORGANISATION, organisation, limits);
    return new Claim(id, organisation, List.of(scope), 1, new Money(amount), DAY);
  }

  private Answer reserve(Claim claim) {
    return join(ledger.reserve(claim));
  }

  /** Of a request that holds this now. */
  private HeldPurse purse(Claim claim, Lease lease) {
    assertThat(reserve(claim)).isInstanceOf(Answer.Granted.class);
    lease.held(nanos.get());
    return new HeldPurse(new Direct(lease), loop, claim, lease, bill -> {});
  }

  private Lease lease() {
    return new Lease(GOOD, nanos::get);
  }

  /** Its gateway was not heard of for longer than its lease. */
  private void lapse(String id) {
    LedgerBench.call(Command.ZADD, LedgerBench.name(organisation, "open"), "1", id);
    nanos.addAndGet(GOOD.toNanos());
  }

  private void cover(HeldPurse purse, int total) {
    heard.clear();
    purse.cover(new Money(total), heard::add);
    Await.until(
        () -> {
          loop.pass(Duration.ofMillis(250));
          return !heard.isEmpty();
        });
  }

  private long taken() {
    return LedgerBench.counter(organisation, "day:" + DAY, organisation);
  }

  @Test
  void what_is_not_certain_any_more_covers_nothing_until_redis_was_asked() {
    var purse = purse(claim("a", 4), lease());
    nanos.addAndGet(GOOD.toNanos() - 1);
    assertThat(purse.covers(new Money(4))).isTrue();
    nanos.addAndGet(1);
    assertThat(purse.covers(Money.ZERO)).isFalse();
    cover(purse, 3);
    assertThat(heard).containsExactly(Optional.empty());
    assertThat(purse.covers(new Money(4))).isTrue();
    assertThat(taken()).as("it was held all the time").isEqualTo(4);
  }

  @Test
  void what_lapsed_is_held_anew_as_a_whole() {
    var purse = purse(claim("a", 4), lease());
    lapse("a");
    assertThat(reserve(claim("b", 1))).isInstanceOf(Answer.Granted.class);
    assertThat(taken()).isEqualTo(1);
    cover(purse, 6);
    assertThat(heard).containsExactly(Optional.empty());
    assertThat(taken()).isEqualTo(7);
    purse.close();
    assertThat(taken()).isEqualTo(1);
  }

  @Test
  void law_money_is_exact_what_lapsed_and_others_hold_is_not_spent() {
    var purse = purse(claim("a", 6), lease());
    lapse("a");
    assertThat(reserve(claim("b", BUDGET))).isInstanceOf(Answer.Granted.class);
    cover(purse, 6);
    assertThat(heard.getFirst()).containsInstanceOf(ErrorKind.InsufficientQuota.class);
    assertThat(purse.covers(Money.ZERO)).isFalse();
    assertThat(taken()).isEqualTo(BUDGET);
  }

  @Test
  void
      law_money_is_exact_an_advance_that_lapsed_gives_nothing_and_is_held_anew_for_who_is_under_way() {
    var lender = new Lending();
    var advance = new Advance(claim("r", 2), Portion.of(claim("r", 2)), lender, GOOD, nanos::get);
    advance.turn();
    var request = claim("r", 2);
    assertThat(advance.take(request)).isPresent();
    assertThat(advance.take(request)).isPresent();
    advance.settle(request, new Money(1), 1);
    var purse = new HeldPurse(advance, loop, request, advance.lease(), bill -> {});
    long before = taken();
    assertThat(before).isPositive();
    lapse(advance.claim().id());
    assertThat(advance.take(request)).isEmpty();
    assertThat(purse.covers(Money.ZERO)).isFalse();
    assertThat(reserve(claim("b", 1))).isInstanceOf(Answer.Granted.class);
    assertThat(taken()).isEqualTo(1);
    cover(purse, 2);
    assertThat(heard).containsExactly(Optional.empty());
    assertThat(taken()).isEqualTo(before + 1);
  }

  @Test
  void an_advance_that_lapsed_ends_and_holds_no_more() {
    var advance =
        new Advance(claim("r", 2), Portion.of(claim("r", 2)), new Lending(), GOOD, nanos::get);
    advance.turn();
    assertThat(advance.take(claim("r", 2))).isPresent();
    assertThat(advance.take(claim("r", 2))).isPresent();
    long before = taken();
    lapse(advance.claim().id());
    advance.fill();
    assertThat(taken()).isEqualTo(before);
    advance.turn();
    assertThat(advance.isGiving()).isFalse();
  }

  @Test
  void answers_that_come_in_another_order_than_their_questions_do_not_mislead() {
    var lease = lease();
    assertThat(lease.isCertain()).isFalse();
    long first = nanos.incrementAndGet();
    long second = nanos.incrementAndGet();
    lease.held(second);
    lease.lost(first);
    assertThat(lease.isCertain()).isTrue();
    lease.held(first);
    nanos.addAndGet(GOOD.toNanos() - 1);
    assertThat(lease.isCertain()).isTrue();
    lease.lost(nanos.get());
    lease.held(second);
    assertThat(lease.isCertain()).isFalse();
  }

  @Test
  void who_keeps_leases_hears_which_are_gone() {
    var keeper =
        new LeaseKeeper(LedgerBench.address(), Duration.ofSeconds(30), Duration.ofMinutes(5));
    try {
      reserve(claim("a", 1));
      reserve(claim("b", 1));
      join(ledger.settle(claim("b", 1), Money.ZERO, 0, Duration.ZERO));
      assertThat(join(keeper.renew(organisation, List.of("a", "b", "c"))))
          .containsExactlyInAnyOrder("b", "c");
      lapse("a");
      assertThat(join(keeper.renew(organisation, List.of("a")))).isEmpty();
      reserve(claim("d", 1));
      assertThat(taken()).as("it was renewed before anybody took it").isEqualTo(2);
      assertThat(
              IntStream.range(0, 1_000)
                  .mapToObj(i -> keeper.renew(organisation + i, List.of("a")))
                  .toList())
          .as("many organisations at once")
          .allSatisfy(gone -> assertThat(join(gone)).containsExactly("a"));
    } finally {
      join(keeper.close());
    }
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  /** Asks Redis for each. */
  private class Direct implements Holder {
    private final Lease lease;

    Direct(Lease lease) {
      this.lease = lease;
    }

    @Override
    public Future<Answer> extend(Claim larger, Money more) {
      long now = nanos.get();
      var answer = ledger.extend(larger, more);
      join(answer);
      return answer.onSuccess(
          said -> {
            if (said instanceof Answer.Granted) {
              lease.held(now);
            }
          });
    }

    @Override
    public void settle(Claim claim, Money spent, long tokens) {
      join(ledger.settle(claim, spent, tokens, Duration.ZERO));
    }

    @Override
    public void forget(Claim larger, Money more) {}

    @Override
    public ErrorKind kind(Answer.Refused refused) {
      return new ErrorKind.InsufficientQuota(refused.toString(), Duration.ofDays(1));
    }
  }

  private final class Lending implements Advance.Lender {
    private Lease lease = lease();

    @Override
    public Future<Optional<Answer>> lend(Claim claim, Portion more) {
      return Future.succeededFuture(Optional.of(join(ledger.reserve(claim.with(more.amount())))));
    }

    @Override
    public Future<Answer> extend(Claim claim, Money more) {
      return new Direct(lease).extend(claim, more);
    }

    @Override
    public void tell(Claim claim, Settlement settlement, Consumer<Answer> heard) {
      join(ledger.settle(claim, settlement, Duration.ZERO));
    }

    @Override
    public void keep(Claim claim, Lease kept) {
      lease = kept;
    }

    @Override
    public void ended(Claim claim) {}

    @Override
    public ErrorKind kind(Answer.Refused refused) {
      throw new AssertionError("nobody is refused here");
    }
  }
}
