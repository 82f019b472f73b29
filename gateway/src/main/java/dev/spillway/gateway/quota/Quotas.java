package dev.spillway.gateway.quota;

import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.cascade.Loop;
import dev.spillway.gateway.cascade.Outlay;
import dev.spillway.gateway.policy.Outage;
import dev.spillway.gateway.policy.Outages;
import dev.spillway.gateway.tenancy.Access;
import dev.spillway.gateway.tenancy.Scope;
import dev.spillway.gateway.usage.UsageQueue;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import dev.spillway.router.length.LengthForecast;
import dev.spillway.router.length.LengthPredictor;
import dev.spillway.router.length.PromptFeatures;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Lets requests in as far as the limits of their key, project and organisation allow.
 *
 * <p>A request without limits costs nothing here but a line in the usage. Any other is reserved for
 * with one call of Redis, by what is predicted of it, and settled with another by what it used; in
 * between it asks for more money when it needs more ({@link HeldPurse}). For a key that is asked
 * often a part of its limits is held in advance, and its requests do not ask Redis ({@link
 * Advances}). With Redis gone this gateway goes on alone for a while ({@link LocalLedger}); it is
 * tried again all the time.
 */
public final class Quotas implements Holder {
  private static final int CHARACTERS_PER_TOKEN = 4;

  /** Keys with one. */
  private static final int MOST_ADVANCES = 10_000;

  private final RedisLedger shared;
  private final LocalLedger alone;
  private final Settlements settlements;
  private final OpenClaims open;
  private final LeaseKeeper keeper;
  private final LengthPredictor lengths;
  private final UsageQueue usage;
  private final Outages outages;
  private final QuotaMeters meters;
  private final Refusals refusals;
  private final Advances advances;
  private final Clock clock;
  private final Duration good;

  Quotas(
      RedisLedger shared,
      LocalLedger alone,
      Settlements settlements,
      OpenClaims open,
      LeaseKeeper keeper,
      LengthPredictor lengths,
      UsageQueue usage,
      Outages outages,
      QuotaMeters meters,
      Clock clock,
      boolean inAdvance,
      Duration good) {
    this.shared = shared;
    this.alone = alone;
    this.settlements = settlements;
    this.open = open;
    this.keeper = keeper;
    this.lengths = lengths;
    this.usage = usage;
    this.outages = outages;
    this.meters = meters;
    this.clock = clock;
    this.good = good;
    refusals = new Refusals(clock);
    advances =
        new Advances(
            System::nanoTime,
            inAdvance ? MOST_ADVANCES : 0,
            (claim, usual) -> new Advance(claim, usual, new Lending(), good, System::nanoTime));
    meters.open(() -> open.count() - advances.count() + advances.open());
    meters.uncertain(open::uncertain);
    meters.advances(advances::count);
    meters.advanced(() -> advances.free().usd());
  }

  /**
   * Whether a request may go on.
   *
   * @param tiers that may be asked
   * @param loop of the request, on which the future completes
   */
  public Future<Admission> admit(
      Access access, String requestId, ChatRequest chat, List<Tier> tiers, Loop loop) {
    return admit(access, loop, (scopes, day) -> claim(access, scopes, requestId, chat, tiers, day));
  }

  /**
   * The same of a request that is no chat.
   *
   * @param tokens that it may need
   * @param amount that it may cost; it must not cost more
   */
  public Future<Admission> admit(
      Access access, String requestId, long tokens, Money amount, Loop loop) {
    return admit(
        access,
        loop,
        (scopes, day) -> new Claim(requestId, access.organisation(), scopes, tokens, amount, day));
  }

  private Future<Admission> admit(
      Access access, Loop loop, BiFunction<List<Scope>, LocalDate, Claim> wanted) {
    var day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    Consumer<Bill> closed =
        bill ->
            bill.forEach((tier, item) -> usage.add(access, tier, day, item.usage(), item.cost()));
    var scopes = access.scopes().stream().filter(scope -> !scope.limits().isNone()).toList();
    if (scopes.isEmpty()) {
      return Future.succeededFuture(new Admission.Admitted(Map.of(), new OpenPurse(closed)));
    }
    var asked = wanted.apply(scopes, day);
    var claim = asked.costs() ? asked : asked.with(Money.ZERO);
    var taken = advances.take(claim);
    if (taken.isPresent()) {
      return Future.succeededFuture(
          new Admission.Admitted(
              RateHeaders.of(claim, taken.get().standings()),
              new HeldPurse(taken.get().from(), loop, claim, taken.get().from().lease(), closed)));
    }
    Promise<Admission> admission = Promise.promise();
    long now = System.nanoTime();
    kept(claim, shared.reserve(claim), () -> alone.reserve(claim))
        .map(answer -> admission(claim, answer, now, loop, closed))
        .onComplete(done -> loop.execute(() -> admission.handle(done)));
    return admission.future();
  }

  @Override
  public Future<Answer> extend(Claim claim, Money more) {
    long now = System.nanoTime();
    return kept(claim, shared.extend(claim, more), () -> alone.extend(claim, more))
        .onSuccess(
            answer -> {
              if (answer instanceof Answer.Granted) {
                open.lease(claim).ifPresent(lease -> lease.held(now));
              }
            });
  }

  @Override
  public void settle(Claim claim, Money spent, long tokens) {
    open.remove(claim);
    alone.settle(claim, spent, tokens, Duration.ZERO);
    settlements.add(claim, spent, tokens);
  }

  /** In Redis it ends with its lease. */
  @Override
  public void forget(Claim larger, Money more) {
    alone.delivered(larger);
  }

  @Override
  public ErrorKind kind(Answer.Refused refused) {
    meters.refused(refused);
    return refusals.kind(refused);
  }

  /** Limits held in advance are a claim as any other, settled part by part. */
  private final class Lending implements Advance.Lender {
    @Override
    public Future<Optional<Answer>> lend(Claim claim, Portion more) {
      return shared
          .advance(claim, more, Advance.SPARE)
          .onSuccess(answer -> answer.ifPresent(granted -> alone.seen(claim, granted)));
    }

    @Override
    public Future<Answer> extend(Claim claim, Money more) {
      return Quotas.this.extend(claim, more);
    }

    @Override
    public void tell(Claim claim, Settlement settlement, Consumer<Answer> heard) {
      settlements.add(claim, ago -> shared.settle(claim, settlement, ago).onSuccess(heard::accept));
    }

    @Override
    public void keep(Claim claim, Lease lease) {
      open.add(claim, lease);
    }

    @Override
    public void ended(Claim claim) {
      open.remove(claim);
    }

    @Override
    public ErrorKind kind(Answer.Refused refused) {
      return Quotas.this.kind(refused);
    }
  }

  /** How many reservations of requests under way are not certain to be held any more. */
  long uncertain() {
    return open.uncertain();
  }

  /** Every {@link Advances#TURN}. */
  void turn() {
    advances.turn();
  }

  /** What is held in advance is given back. */
  void close() {
    advances.close();
  }

  /** Keeps the reservations of requests under way. */
  void renew() {
    open.inBatches(
        (organisation, leases) -> {
          long now = System.nanoTime();
          keeper
              .renew(organisation, List.copyOf(leases.keySet()))
              .onSuccess(
                  gone ->
                      leases.forEach(
                          (id, lease) -> {
                            if (gone.contains(id)) {
                              lease.lost(now);
                            } else {
                              lease.held(now);
                            }
                          }));
        });
  }

  private Claim claim(
      Access access,
      List<Scope> scopes,
      String requestId,
      ChatRequest chat,
      List<Tier> tiers,
      LocalDate day) {
    var features = PromptFeatures.of(chat);
    long characters = 0;
    for (var message : chat.messages()) {
      characters += message.content().length();
    }
    for (var tool : chat.demands().tools()) {
      characters += tool.description().length() + tool.parameters().length();
    }
    long longest = 0;
    var amount = Money.ZERO;
    for (var tier : tiers) {
      LengthForecast forecast = lengths.forecast(tier.name(), access.project(), features);
      longest = Math.max(longest, forecast.upper());
      amount = amount.plus(Outlay.of(tier, chat, forecast));
    }
    return new Claim(
        requestId,
        access.organisation(),
        scopes,
        characters / CHARACTERS_PER_TOKEN + longest,
        amount,
        day);
  }

  /**
   * @param asked when it was
   */
  private Admission admission(
      Claim claim, Answer answer, long asked, Loop loop, Consumer<Bill> closed) {
    var headers = RateHeaders.of(claim, answer.standings());
    return switch (answer) {
      case Answer.Granted granted -> {
        var lease = new Lease(good, System::nanoTime);
        lease.held(asked);
        open.add(claim, lease);
        advances.asked(claim);
        yield new Admission.Admitted(headers, new HeldPurse(this, loop, claim, lease, closed));
      }
      case Answer.Refused refused -> new Admission.Refused(headers, kind(refused));
    };
  }

  private Future<Answer> kept(
      Claim claim, Future<Answer> together, Supplier<Future<Answer>> otherwise) {
    return together
        .onSuccess(
            answer -> {
              outages.end(Outage.LEDGER_DOWN);
              alone.seen(claim, answer);
            })
        .recover(
            failure -> {
              if (!(SpillwayException.kindOf(failure) instanceof ErrorKind.StoreUnavailable)) {
                return Future.failedFuture(failure);
              }
              outages.begin(Outage.LEDGER_DOWN, failure);
              return otherwise.get();
            });
  }
}
