package dev.spillway.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.tenancy.Limits;
import dev.spillway.gateway.tenancy.Scope;
import dev.spillway.router.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One gateway without Redis. Amounts are dollars. */
class LocalLedgerTest {
  private static final Duration GOOD = Duration.ofMinutes(1);
  private static final LocalDate DAY = LocalDate.of(2026, 11, 21);

  private final AtomicLong nanos = new AtomicLong(1);
  private final AtomicInteger gateways = new AtomicInteger(2);
  private final LocalLedger ledger = new LocalLedger(gateways::get, nanos::get, GOOD, 100);
  private int requests;

  @Test
  void of_what_was_last_seen_left_of_a_budget_each_gateway_may_spend_its_part() {
    var budget = scope(new Limits(null, null, null, BigDecimal.valueOf(100), null));
    seen(budget, 60);
    var first = claim(budget, 15, DAY);
    assertThat(reason(first)).isEmpty();
    assertThat(reason(claim(budget, 6, DAY))).contains(Reason.HELD_DAY);
    assertThat(reason(claim(budget, 5, DAY))).isEmpty();
    // what was held and not spent may be held again
    ledger.settle(first, usd(10), 0, Duration.ZERO);
    assertThat(reason(claim(budget, 6, DAY))).contains(Reason.HELD_DAY);
    assertThat(reason(claim(budget, 5, DAY))).isEmpty();
    assertThat(ledger.extend(claim(budget, 0, DAY), usd(1)).result())
        .isInstanceOf(Answer.Refused.class);
  }

  @Test
  void what_was_seen_counts_for_a_time_only_and_of_what_was_not_nothing_is_spent() {
    var budget = scope(new Limits(null, null, null, null, BigDecimal.valueOf(100)));
    assertThat(reason(claim(budget, 1, DAY))).contains(Reason.UNKNOWN);
    seen(budget, 0);
    nanos.addAndGet(GOOD.toNanos() - 1);
    assertThat(reason(claim(budget, 1, DAY))).isEmpty();
    nanos.incrementAndGet();
    assertThat(reason(claim(budget, 1, DAY))).contains(Reason.UNKNOWN);
  }

  @Test
  void a_day_that_begins_meanwhile_has_its_whole_budget_and_a_month_goes_on() {
    var daily = scope(new Limits(null, null, null, BigDecimal.valueOf(10), null));
    var monthly =
        new Scope(
            Scope.Level.PROJECT,
            "proj_x",
            new Limits(null, null, null, null, BigDecimal.valueOf(10)));
    seen(daily, 10);
    seen(monthly, 10);
    assertThat(reason(claim(daily, 1, DAY))).contains(Reason.HELD_DAY);
    assertThat(reason(claim(daily, 5, DAY.plusDays(1)))).isEmpty();
    assertThat(reason(claim(monthly, 1, DAY.plusDays(1)))).contains(Reason.HELD_MONTH);
    assertThat(reason(claim(monthly, 5, DAY.plusMonths(1)))).isEmpty();
  }

  @Test
  void what_redis_has_heard_of_does_not_count_here_any_more() {
    var budget = scope(new Limits(null, null, null, BigDecimal.valueOf(10), null));
    seen(budget, 0);
    var claim = claim(budget, 5, DAY);
    assertThat(reason(claim)).isEmpty();
    ledger.settle(claim, usd(5), 0, Duration.ZERO);
    assertThat(reason(claim(budget, 1, DAY))).contains(Reason.HELD_DAY);
    ledger.delivered(claim);
    assertThat(reason(claim(budget, 5, DAY))).isEmpty();
  }

  @Test
  void rates_and_places_are_divided_too() {
    var limits = scope(new Limits(4, null, 6, null, null));
    assertThat(reason(claim(limits, 0, DAY))).isEmpty();
    var second = claim(limits, 0, DAY);
    assertThat(reason(second)).isEmpty();
    assertThat(reason(claim(limits, 0, DAY))).contains(Reason.REQUESTS);
    nanos.addAndGet(Duration.ofSeconds(30).toNanos());
    assertThat(reason(claim(limits, 0, DAY))).isEmpty();
    nanos.addAndGet(Duration.ofSeconds(30).toNanos());
    assertThat(reason(claim(limits, 0, DAY))).contains(Reason.CONCURRENCY);
    ledger.settle(second, Money.ZERO, 0, Duration.ZERO);
    assertThat(reason(claim(limits, 0, DAY))).isEmpty();
  }

  private Claim claim(Scope scope, long usd, LocalDate day) {
    return new Claim("r" + requests++, "org_x", List.of(scope), 0, usd(usd), day);
  }

  private Optional<Reason> reason(Claim claim) {
    return ledger.reserve(claim).result() instanceof Answer.Refused refused
        ? Optional.of(refused.reason())
        : Optional.empty();
  }

  private void seen(Scope scope, long taken) {
    var nothing = new Standing.Rate(0, Duration.ZERO);
    ledger.seen(
        claim(scope, 0, DAY),
        new Answer.Granted(
            List.of(
                new Standing(
                    taken(scope.limits().usdPerDay(), taken),
                    taken(scope.limits().usdPerMonth(), taken),
                    nothing,
                    nothing))));
  }

  private static Optional<Money> taken(@Nullable BigDecimal limit, long taken) {
    return limit == null ? Optional.empty() : Optional.of(usd(taken));
  }

  private static Scope scope(Limits limits) {
    return new Scope(Scope.Level.KEY, "key_x", limits);
  }

  private static Money usd(long usd) {
    return Money.ofUsd(BigDecimal.valueOf(usd));
  }
}
