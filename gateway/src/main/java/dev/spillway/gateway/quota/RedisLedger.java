package dev.spillway.gateway.quota;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.cache.RedisLine;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.http.PerEventLoop;
import dev.spillway.gateway.tenancy.Limits;
import dev.spillway.gateway.tenancy.Scope;
import dev.spillway.router.Money;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Response;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/*
 * All keys of an organisation have its id as their hash tag, so they are in one slot of a Cluster
 * and one script sees the organisation, its projects and their keys at one moment.
 *
 * Rates are kept by the generic cell rate algorithm (ITU-T I.371): one number for each limit, the
 * time at which the next request is due. It admits a burst of one minute's worth and then goes on at
 * the rate; there is no edge of a window at which twice as much passes within a second, what was
 * taken too much can be given back, and when to try again is known to the microsecond.
 *
 * Budgets are two counters for each period, what is spent and held together and what is spent alone.
 * A reservation adds to the first, if that stays within the limit; settling puts the truth in its
 * place and adds it to the second. They are 64-bit integers that only Redis' own commands add to:
 * a number of Lua is exact to nine thousand dollars only.
 *
 * A reservation is a row that says what it holds, and a lease that its gateway renews. Whoever makes
 * a reservation gives back what others of the organisation left behind. A settlement of a
 * reservation that is gone still counts what was spent. Ids of late settlements are remembered, so
 * that one whose reply was lost may be sent again.
 *
 * A counter that is not there was never used, or Redis lost it. Either way it begins with what the
 * database says. Of many requests that find it missing one asks the database.
 */

/**
 * Limits that all gateways on one Redis keep together. Each call is one script, which Redis runs as
 * one step; none is waited for longer than the line's patience.
 *
 * <p>Law: money is exact. At any number of gateways and requests, nothing is held beyond a limit,
 * and what is held is settled or given back once. What is spent stays within what was held, and so
 * within the limit, but for engines that tell how many tokens they used only at the end: that is
 * counted as it was, and whatever it is beyond the limit, nothing more is held in that period.
 */
final class RedisLedger implements Ledger {
  private static final Script RESERVE = Script.of("shared.lua", "reserve.lua");
  private static final Script SETTLE = Script.of("shared.lua", "settle.lua");
  private static final Script PRESENT = Script.of("present.lua");

  /** How long a settlement may be sent again. */
  static final Duration REMEMBER = Duration.ofMinutes(2);

  private final PerEventLoop<RedisLine> lines;
  private final Turnstile turnstile;
  private final Spent spent;
  private final ObjectMapper json;
  private final Duration lease;
  private final Map<String, Future<Map<String, Spent.Amounts>>> asking = new ConcurrentHashMap<>();

  /**
   * @param lease how long a reservation holds that is not renewed
   */
  RedisLedger(
      PerEventLoop<RedisLine> lines,
      Turnstile turnstile,
      Spent spent,
      ObjectMapper json,
      Duration lease) {
    this.lines = lines;
    this.turnstile = turnstile;
    this.spent = spent;
    this.json = json;
    this.lease = lease;
  }

  @Override
  public Future<Answer> reserve(Claim claim) {
    return reserve(claim, Ask.of(Portion.of(claim))).map(reply -> answer(claim, reply));
  }

  @Override
  public Future<Answer> extend(Claim claim, Money more) {
    return reserve(claim, Ask.more(more)).map(reply -> answer(claim, reply));
  }

  /**
   * Holds more for a claim of requests to come.
   *
   * @param spare so many times as much must be left beside it; else nothing is held
   */
  Future<Optional<Answer>> advance(Claim claim, Portion more, int spare) {
    return reserve(claim, new Ask(more, false, Optional.of(spare)))
        .map(
            reply ->
                reply.get(0).toString().equals("granted")
                    ? Optional.of(answer(claim, reply))
                    : Optional.empty());
  }

  @Override
  public Future<Answer> settle(Claim claim, Money amount, long tokens, Duration ago) {
    return settle(
        claim,
        new Settlement(claim.id(), amount, Optional.empty(), tokens, claim.tokens(), 0),
        ago);
  }

  /** The same of a part of a claim. */
  Future<Answer> settle(Claim claim, Settlement settlement, Duration ago) {
    var fact = new LinkedHashMap<String, Object>();
    fact.put("id", claim.id());
    fact.put("settlement", settlement.id());
    fact.put("amount", text(settlement.spent()));
    settlement.given().ifPresent(given -> fact.put("given", text(given)));
    fact.put("tokens", settlement.tokens());
    fact.put("reserved", settlement.reserved());
    fact.put("requests", settlement.requests());
    fact.put("ago", micros(ago));
    fact.put("remember", micros(REMEMBER));
    fact.put("scopes", claim.scopes().stream().map(RedisLedger::scope).toList());
    var argument = write(fact);
    // What a gateway had settled and not sent when it died is charged to nobody: that must be
    // little.
    return sendFirst(redis -> SETTLE.run(redis, keys(claim), List.of(argument)))
        .map(reply -> answer(claim, reply));
  }

  /** How many gateways there are, this one included. */
  Future<Integer> present(String gateway, Duration counts) {
    return sendFirst(
            redis ->
                PRESENT.run(
                    redis,
                    List.of("spillway:quota:gateways"),
                    List.of(gateway, Long.toString(micros(counts)))))
        .map(Response::toInteger);
  }

  /**
   * What is asked for.
   *
   * @param more whether the claim is held and money alone is wanted; then rates are not looked at
   * @param spare see {@link #advance}
   */
  private record Ask(Portion of, boolean more, Optional<Integer> spare) {
    static Ask of(Portion portion) {
      return new Ask(portion, false, Optional.empty());
    }

    static Ask more(Money money) {
      return new Ask(Portion.of(money), true, Optional.empty());
    }
  }

  private Future<Response> reserve(Claim claim, Ask ask) {
    return reserve(claim, ask, Map.of())
        .compose(
            reply ->
                reply.get(0).toString().equals("seed")
                    ? spent(claim).compose(seeds -> reserve(claim, ask, seeds))
                    : Future.succeededFuture(reply));
  }

  private Future<Response> reserve(Claim claim, Ask wanted, Map<String, Spent.Amounts> seeds) {
    var ask = new LinkedHashMap<String, Object>();
    ask.put("id", claim.id());
    ask.put("lease", micros(lease));
    ask.put("amount", text(wanted.of().amount()));
    ask.put(
        "before",
        Map.of(
            "day", name(claim.organisation(), "day:" + claim.day().minusDays(1)),
            "month", name(claim.organisation(), "month:" + month(claim.day().minusMonths(1)))));
    ask.put("more", wanted.more());
    ask.put("whole", text(claim.amount()));
    ask.put("tokens", wanted.of().tokens());
    ask.put("requests", wanted.of().requests());
    wanted.spare().ifPresent(spare -> ask.put("spare", spare));
    ask.put("scopes", claim.scopes().stream().map(RedisLedger::scope).toList());
    var texts = new HashMap<String, Map<String, String>>();
    seeds.forEach(
        (id, amounts) ->
            texts.put(id, Map.of("day", text(amounts.day()), "month", text(amounts.month()))));
    ask.put("seeds", texts);
    return run(RESERVE, keys(claim), write(ask));
  }

  private Future<Map<String, Spent.Amounts>> spent(Claim claim) {
    var ids = claim.scopes().stream().map(Scope::id).toList();
    var question = claim.day() + " " + ids;
    Promise<Map<String, Spent.Amounts>> promise = Promise.promise();
    var before = asking.putIfAbsent(question, promise.future());
    if (before != null) {
      return before;
    }
    spent
        .until(claim.day(), claim.scopes())
        .onTermination()
        .invoke(() -> asking.remove(question))
        .subscribe()
        .with(promise::complete, promise::fail);
    return promise.future();
  }

  private Future<Response> run(Script script, List<String> keys, String argument) {
    return send(redis -> script.run(redis, keys, List.of(argument)));
  }

  private Future<Response> send(Function<RedisConnection, Future<Response>> work) {
    return typed(turnstile.pass(() -> lines.here().send(work)));
  }

  /** Before what waits: it keeps or ends what was begun. */
  private Future<Response> sendFirst(Function<RedisConnection, Future<Response>> work) {
    return typed(turnstile.passFirst(() -> lines.here().send(work)));
  }

  private static Future<Response> typed(Future<Response> reply) {
    return reply.recover(
        failure ->
            Future.failedFuture(
                failure instanceof SpillwayException
                    ? failure
                    : new SpillwayException(
                        new ErrorKind.StoreUnavailable("the ledger of limits does not answer"),
                        failure)));
  }

  private static List<String> keys(Claim claim) {
    var organisation = claim.organisation();
    return List.of(
        name(organisation, "open"),
        name(organisation, "held"),
        name(organisation, "state"),
        name(organisation, "done"),
        name(organisation, "day:" + claim.day()),
        name(organisation, "month:" + month(claim.day())));
  }

  static String month(LocalDate day) {
    return day.toString().substring(0, 7);
  }

  static String name(String organisation, String what) {
    return "spillway:quota:{" + organisation + "}:" + what;
  }

  private static Map<String, Object> scope(Scope scope) {
    var limits = scope.limits();
    var fields = new LinkedHashMap<String, Object>();
    fields.put("id", scope.id());
    put(fields, "requests", limits.requestsPerMinute());
    put(fields, "tokens", limits.tokensPerMinute());
    put(fields, "concurrency", limits.concurrency());
    put(fields, "day", budget(limits.usdPerDay()));
    put(fields, "month", budget(limits.usdPerMonth()));
    return fields;
  }

  private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
    if (value != null) {
      fields.put(name, value);
    }
  }

  private static @Nullable String budget(@Nullable BigDecimal usd) {
    return usd == null ? null : text(Money.ofUsd(usd));
  }

  private static String text(Money amount) {
    return Long.toString(amount.picoUsd());
  }

  static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }

  private static Answer answer(Claim claim, Response reply) {
    var standings =
        IntStream.range(0, claim.scopes().size())
            .mapToObj(i -> standing(claim.scopes().get(i).limits(), reply.get(3).get(i)))
            .toList();
    return switch (reply.get(0).toString()) {
      case "granted", "settled", "late", "again" -> new Answer.Granted(standings);
      case "seed" -> throw new IllegalStateException("a ledger that was seeded asks for it again");
      case String reason ->
          new Answer.Refused(
              Reason.of(reason),
              claim.scopes().get(reply.get(1).toInteger()),
              Duration.of(reply.get(2).toLong(), ChronoUnit.MICROS),
              standings);
    };
  }

  private static Standing standing(Limits limits, Response line) {
    return new Standing(
        money(limits.usdPerDay(), line.get(0)),
        money(limits.usdPerMonth(), line.get(1)),
        rate(line.get(2), line.get(3)),
        rate(line.get(4), line.get(5)));
  }

  private static Optional<Money> money(@Nullable BigDecimal limit, Response text) {
    return limit == null || text.toString().isEmpty()
        ? Optional.empty()
        : Optional.of(new Money(Long.parseLong(text.toString())));
  }

  private static Standing.Rate rate(Response left, Response full) {
    return new Standing.Rate(left.toLong(), Duration.of(full.toLong(), ChronoUnit.MICROS));
  }

  private String write(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a claim cannot be written as JSON", e);
    }
  }
}
