package dev.spillway.gateway.quota;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.router.Money;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/*
 * An advance is one reservation in Redis, larger than a request, from which requests are given what
 * they would have reserved there themselves, without asking. What a request does not use goes back
 * into it. Redis hears of it at every turn: what was spent, what is not needed any more, and how much
 * more is wanted. So for Redis there is one caller per gateway and key, ten times a second, at any
 * number of requests. (Doorman and Google's quota servers hand out capacity in the same way; they
 * give it up to be exact near the limit.)
 *
 * Exactness is not given up. Redis counts an advance as held, as it would the requests themselves; it
 * grants one only where a multiple of it is left beside it, so that what one gateway holds and
 * another could need is little; and near a limit it grants none, and each request is reserved for on
 * its own.
 */

/**
 * Part of the limits of one key's scopes, held for requests to come. Law: money is exact. What is
 * free, held by requests, and spent and not told yet is together what Redis holds for it; but for
 * what an engine used beyond what was held.
 *
 * <p>It is given from for {@link #LIFE} and while requests come; then it ends with its last
 * request. When Redis is away it gives what it has, while its lease is certain. When its gateway
 * dies, its lease ends, and what was spent and not told, at most of a turn, is charged to nobody.
 */
final class Advance implements Holder {
  /** Who holds limits for all gateways. */
  interface Lender {

    /** Holds more of requests to come; absent: it is not to be spared. */
    Future<Optional<Answer>> lend(Claim claim, Portion more);

    /** Holds more money for a request. */
    Future<Answer> extend(Claim claim, Money more);

    /** Settles a part, now or later, and once. */
    void tell(Claim claim, Settlement settlement, Consumer<Answer> heard);

    /** The lease has to be renewed. */
    void keep(Claim claim, Lease lease);

    /** Nothing is held any more. */
    void ended(Claim claim);

    ErrorKind kind(Answer.Refused refused);
  }

  /** Its claims are for one day, and what is renewed must be young. */
  static final Duration LIFE = Duration.ofMinutes(1);

  /** After the last request. */
  private static final Duration IDLE = Duration.ofSeconds(1);

  /** So many times what is granted in advance must be left of every limit. */
  static final int SPARE = 16;

  private final Claim claim;
  private final Lender lender;
  private final Lease lease;
  private final LongSupplier nanoTime;
  private final long begun;

  private Portion free = Portion.NONE;
  private Money spent = Money.ZERO;
  private int open;

  /** What they hold. */
  private Money lent = Money.ZERO;

  /** Since the last turn. */
  private Portion taken = Portion.NONE;

  /** In a turn, as of late. */
  private Portion usual;

  private List<Standing> standings = List.of();
  private long lastTaken;
  private boolean asking;

  /** Whether Redis has held any of it. */
  private boolean granted;

  private boolean closing;
  private boolean refused;
  private boolean over;
  private int told;

  /**
   * @param claim of a request like those to come
   * @param usual what they take in a turn, about
   * @param good how long it may be given from after Redis was asked
   */
  Advance(Claim claim, Portion usual, Lender lender, Duration good, LongSupplier nanoTime) {
    var id = "advance-%016x".formatted(ThreadLocalRandom.current().nextLong());
    this.claim = new Claim(id, claim.organisation(), claim.scopes(), 0, Money.ZERO, claim.day());
    this.usual = usual;
    this.lender = lender;
    this.lease = new Lease(good, nanoTime);
    this.nanoTime = nanoTime;
    begun = nanoTime.getAsLong();
    lastTaken = begun;
  }

  /** Its own. */
  Claim claim() {
    return claim;
  }

  /** The same for all that it gives. */
  Lease lease() {
    return lease;
  }

  /** How the scopes stand after a request was given what it wants, if that is here. */
  synchronized Optional<List<Standing>> take(Claim request) {
    var wanted = Portion.of(request);
    long now = nanoTime.getAsLong();
    taken = taken.plus(wanted);
    lastTaken = now;
    if (closing || !lease.isCertain() || !free.covers(wanted)) {
      return Optional.empty();
    }
    free = free.minus(wanted);
    lent = lent.plus(wanted.amount());
    open++;
    return Optional.of(standings.stream().map(this::beside).toList());
  }

  /** Of a rate there is left what Redis has left, and what is free here. */
  private Standing beside(Standing standing) {
    return new Standing(
        standing.day(),
        standing.month(),
        more(standing.requests(), free.requests()),
        more(standing.tokens(), free.tokens()));
  }

  private static Standing.Rate more(Standing.Rate rate, long free) {
    return new Standing.Rate(rate.left() + Math.max(0, free), rate.full());
  }

  @Override
  public Future<Answer> extend(Claim larger, Money more) {
    Money whole;
    synchronized (this) {
      if (!closing && lease.isCertain() && free.amount().compareTo(more) >= 0) {
        free = free.minus(Portion.of(more));
        lent = lent.plus(more);
        return Future.succeededFuture(new Answer.Granted(List.of()));
      }
      whole = free.amount().plus(lent).plus(spent).plus(more);
    }
    return lender.extend(claim.with(whole), more).onSuccess(answer -> extended(answer, more));
  }

  private synchronized void extended(Answer answer, Money more) {
    if (answer instanceof Answer.Granted) {
      lent = lent.plus(more);
    }
  }

  @Override
  public synchronized void settle(Claim request, Money used, long tokens) {
    free =
        free.plus(new Portion(request.amount().plus(used.times(-1)), request.tokens() - tokens, 0));
    spent = spent.plus(used);
    lent = lent.plus(request.amount().times(-1));
    open--;
  }

  @Override
  public synchronized void forget(Claim larger, Money more) {
    free = free.plus(Portion.of(more));
    lent = lent.plus(more.times(-1));
  }

  @Override
  public ErrorKind kind(Answer.Refused refused) {
    return lender.kind(refused);
  }

  /** What no request holds. */
  synchronized Portion free() {
    return free;
  }

  /** Requests that hold a part of it. */
  synchronized int open() {
    return open;
  }

  /** Whether it may be given from, now or soon. */
  synchronized boolean isGiving() {
    return !closing;
  }

  /** Whether it ended because the limits are nearly reached, or Redis is away. */
  synchronized boolean isRefused() {
    return refused;
  }

  synchronized boolean isOver() {
    return over;
  }

  /** No more is given. */
  synchronized void close() {
    closing = true;
  }

  /** Tells Redis what changed, and asks it for more where that is needed. */
  void turn() {
    if (isGiving()) {
      lender.keep(claim, lease);
    }
    tell();
    fill();
  }

  /** Asks for more if less is free than is taken in a turn. */
  void fill() {
    var more = wanting();
    if (more != null) {
      long now = nanoTime.getAsLong();
      lender
          .lend(claim, more)
          .onComplete(
              done -> heard(more, now, done.succeeded() ? done.result() : Optional.empty()));
    }
  }

  private void tell() {
    Settlement settlement;
    synchronized (this) {
      long now = nanoTime.getAsLong();
      if (over) {
        return;
      }
      closing =
          closing
              || now - begun >= LIFE.toNanos()
              || now - lastTaken >= IDLE.toNanos()
              || hasLapsed();
      usual = usual.faded().or(taken);
      taken = Portion.NONE;
      over = closing && open == 0 && !asking;
      var back = closing ? free.or(Portion.NONE) : free.beyond(usual.times(4));
      if (!over && spent.equals(Money.ZERO) && back.equals(Portion.NONE)) {
        return;
      }
      free = free.minus(back);
      var owed = over ? Math.max(0, -free.tokens()) : 0;
      var given = over ? Optional.<Money>empty() : Optional.of(spent.plus(back.amount()));
      settlement =
          new Settlement(
              "%s#%d".formatted(claim.id(), told++),
              spent,
              given,
              owed,
              back.tokens(),
              back.requests());
      spent = Money.ZERO;
    }
    lender.tell(claim, settlement, this::heard);
    if (over) {
      lender.ended(claim);
    }
  }

  /** Others may hold it by now. */
  private boolean hasLapsed() {
    return granted && !lease.isCertain();
  }

  private synchronized @Nullable Portion wanting() {
    if (closing || asking || hasLapsed()) {
      return null;
    }
    var turn = usual.or(taken);
    if (free.covers(turn)) {
      return null;
    }
    asking = true;
    return turn.times(2).beyond(free);
  }

  private synchronized void heard(Answer answer) {
    standings = answer.standings();
  }

  /**
   * @param when Redis was asked
   */
  private synchronized void heard(Portion more, long when, Optional<Answer> answer) {
    asking = false;
    answer.ifPresentOrElse(
        said -> {
          lease.held(when);
          granted = true;
          free = free.plus(more);
          heard(said);
        },
        () -> {
          closing = true;
          refused = true;
        });
  }
}
