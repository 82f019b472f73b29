package dev.spillway.gateway.quota;

import dev.spillway.gateway.tenancy.Scope;
import dev.spillway.router.Money;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/*
 * Of N gateways that were there when Redis went, each has the Nth part of every rate and count, and
 * of what it last saw left of a budget. What it saw is good for a time only: then, or if it never
 * saw the budget, nothing more is spent of it. A period that begins meanwhile has its whole limit
 * left. What is spent here is settled with Redis when it is back.
 */

/**
 * Limits that one gateway keeps alone while Redis is away. What all of them spend together may
 * exceed a budget by what others had spent and this one had not seen yet, for at most the time that
 * what it saw is good for. Of what is left it says nothing: nobody knows.
 */
final class LocalLedger implements Ledger {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final IntSupplier gateways;
  private final LongSupplier nanoTime;
  private final Duration good;
  private final Map<String, Local> scopes;

  /** Money held here and not settled with Redis, by request. */
  private final Map<String, Money> held = new HashMap<>();

  /** Requests that were begun here. */
  private final Set<String> begun = new HashSet<>();

  /** What is known of one scope. */
  private static final class Local {
    @Nullable LocalDate day;
    Optional<Money> dayTaken = Optional.empty();
    Optional<Money> monthTaken = Optional.empty();
    long seenAt;
    Money here = Money.ZERO;
    int running;
    long requestsDue;
    long tokensDue;
  }

  /**
   * @param gateways how many share the limits
   * @param good how long what was seen of a budget counts
   * @param most scopes that are known; those used longest ago are forgotten
   */
  LocalLedger(IntSupplier gateways, LongSupplier nanoTime, Duration good, int most) {
    this.gateways = gateways;
    this.nanoTime = nanoTime;
    this.good = good;
    scopes =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Local> eldest) {
            return size() > most;
          }
        };
  }

  /** What Redis said of the scopes of a claim. */
  synchronized void seen(Claim claim, Answer answer) {
    for (int i = 0; i < claim.scopes().size(); i++) {
      var local = local(claim.scopes().get(i));
      var standing = answer.standings().get(i);
      local.day = claim.day();
      local.dayTaken = standing.day();
      local.monthTaken = standing.month();
      local.seenAt = nanoTime.getAsLong();
    }
  }

  @Override
  public synchronized Future<Answer> reserve(Claim claim) {
    for (var scope : claim.scopes()) {
      var local = local(scope);
      var limits = scope.limits();
      if (limits.concurrency() != null && local.running >= share(limits.concurrency())) {
        return refused(Reason.CONCURRENCY, scope, Duration.ofSeconds(1));
      }
      long requests = wait(limits.requestsPerMinute(), local.requestsDue, 1);
      if (requests > 0) {
        return refused(Reason.REQUESTS, scope, Duration.ofNanos(requests));
      }
      long tokens = wait(limits.tokensPerMinute(), local.tokensDue, claim.tokens());
      if (tokens > 0) {
        return refused(Reason.TOKENS, scope, Duration.ofNanos(tokens));
      }
    }
    var answer = extend(claim, claim.amount());
    if (answer.result() instanceof Answer.Granted) {
      begun.add(claim.id());
      claim.scopes().forEach(scope -> take(scope, claim.tokens()));
    }
    return answer;
  }

  @Override
  public synchronized Future<Answer> extend(Claim claim, Money more) {
    if (more.equals(Money.ZERO)) {
      // It was held before Redis went.
      return Future.succeededFuture(new Answer.Granted(List.of()));
    }
    for (var scope : claim.scopes()) {
      var local = local(scope);
      var reason = overBudget(scope, local, claim.day(), more);
      if (reason.isPresent()) {
        return refused(reason.get(), scope, Duration.ofSeconds(1));
      }
    }
    hold(claim, more);
    return Future.succeededFuture(new Answer.Granted(List.of()));
  }

  /** Only of what was begun here; of others Redis knows what they held. */
  @Override
  public synchronized Future<Answer> settle(Claim claim, Money spent, long tokens, Duration ago) {
    if (begun.remove(claim.id())) {
      hold(claim, minus(spent, held.getOrDefault(claim.id(), Money.ZERO)));
      claim.scopes().forEach(scope -> local(scope).running--);
    }
    return Future.succeededFuture(new Answer.Granted(List.of()));
  }

  /** Redis has what was settled, or will never have it. */
  synchronized void delivered(Claim claim) {
    var amount = held.remove(claim.id());
    if (amount != null) {
      claim.scopes().forEach(scope -> add(scope, minus(Money.ZERO, amount)));
    }
  }

  private void take(Scope scope, long tokens) {
    var local = local(scope);
    var limits = scope.limits();
    local.running++;
    local.requestsDue = due(limits.requestsPerMinute(), local.requestsDue, 1);
    local.tokensDue = due(limits.tokensPerMinute(), local.tokensDue, tokens);
  }

  private void hold(Claim claim, Money more) {
    held.merge(claim.id(), more, Money::plus);
    claim.scopes().forEach(scope -> add(scope, more));
  }

  private void add(Scope scope, Money more) {
    var local = local(scope);
    local.here = local.here.plus(more);
  }

  private Optional<Reason> overBudget(Scope scope, Local local, LocalDate day, Money more) {
    var limits = scope.limits();
    var reason = Optional.<Reason>empty();
    if (limits.usdPerDay() != null) {
      var taken = day.equals(local.day) ? local.dayTaken : fresh(local);
      reason = over(Money.ofUsd(limits.usdPerDay()), taken, local, more, Reason.HELD_DAY);
    }
    if (limits.usdPerMonth() != null && reason.isEmpty()) {
      var taken = sameMonth(day, local.day) ? local.monthTaken : fresh(local);
      reason = over(Money.ofUsd(limits.usdPerMonth()), taken, local, more, Reason.HELD_MONTH);
    }
    return reason;
  }

  /** In a new period nothing is taken; of a scope that was never seen nothing is known. */
  private static Optional<Money> fresh(Local local) {
    return local.day == null ? Optional.empty() : Optional.of(Money.ZERO);
  }

  private static boolean sameMonth(LocalDate day, @Nullable LocalDate other) {
    return other != null && RedisLedger.month(day).equals(RedisLedger.month(other));
  }

  private Optional<Reason> over(
      Money limit, Optional<Money> taken, Local local, Money more, Reason reason) {
    if (taken.isEmpty() || nanoTime.getAsLong() - local.seenAt >= good.toNanos()) {
      return Optional.of(Reason.UNKNOWN);
    }
    long left = Math.max(0, minus(limit, taken.get()).picoUsd());
    long share = left / Math.max(1, gateways.getAsInt());
    return local.here.plus(more).picoUsd() > share ? Optional.of(reason) : Optional.empty();
  }

  private long wait(@Nullable Integer limit, long due, long cost) {
    return limit == null ? 0 : due(limit, due, cost) - nanoTime.getAsLong() - MINUTE;
  }

  private long due(@Nullable Integer limit, long due, long cost) {
    if (limit == null) {
      return due;
    }
    long share = share(limit);
    long now = nanoTime.getAsLong();
    // Of a limit of nothing the next is never due.
    return share == 0
        ? now + 2 * MINUTE
        : Math.max(now, due) + (long) ((double) MINUTE / share * Math.min(cost, share));
  }

  /** At least one, where there is any. */
  private long share(int limit) {
    return limit == 0 ? 0 : Math.max(1, limit / Math.max(1, gateways.getAsInt()));
  }

  private Local local(Scope scope) {
    return scopes.computeIfAbsent(
        scope.id(),
        id -> {
          var local = new Local();
          local.requestsDue = nanoTime.getAsLong();
          local.tokensDue = nanoTime.getAsLong();
          return local;
        });
  }

  private static Money minus(Money one, Money other) {
    return new Money(Math.subtractExact(one.picoUsd(), other.picoUsd()));
  }

  private static Future<Answer> refused(Reason reason, Scope scope, Duration wait) {
    return Future.succeededFuture(new Answer.Refused(reason, scope, wait, List.of()));
  }
}
