package dev.spillway.gateway.quota;

import dev.spillway.router.Money;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Settlements on their way to Redis. One that does not arrive is sent again until it does, for as
 * long as Redis remembers which it had; what is dropped then, or because too many wait, is counted,
 * and its reservation ends with its lease. Nothing waits for a settlement.
 */
final class Settlements {
  private final Ledger ledger;
  private final LongSupplier nanoTime;
  private final int most;
  private final QuotaMeters meters;
  private final Consumer<Claim> over;
  private final Deque<Due> again = new ArrayDeque<>();
  private final Set<Future<Answer>> sending = ConcurrentHashMap.newKeySet();

  /**
   * One of them.
   *
   * @param delivery brings it, given how long ago the request was over
   */
  private record Due(Claim claim, Function<Duration, Future<Answer>> delivery, long since) {}

  /**
   * @param most may wait to be sent again
   * @param over hears of each that arrived or was dropped
   */
  Settlements(
      Ledger ledger, LongSupplier nanoTime, int most, QuotaMeters meters, Consumer<Claim> over) {
    this.ledger = ledger;
    this.nanoTime = nanoTime;
    this.most = most;
    this.meters = meters;
    this.over = over;
    meters.waiting(this::waiting);
  }

  void add(Claim claim, Money spent, long tokens) {
    add(claim, ago -> ledger.settle(claim, spent, tokens, ago));
  }

  /**
   * The same of a part of a claim.
   *
   * @param delivery may be called again until it succeeds
   */
  void add(Claim claim, Function<Duration, Future<Answer>> delivery) {
    send(new Due(claim, delivery, nanoTime.getAsLong()));
  }

  /** Sends what did not arrive. */
  void retry() {
    for (int i = waiting(); i > 0; i--) {
      var due = next();
      if (due == null) {
        return;
      }
      if (nanoTime.getAsLong() - due.since() < patience().toNanos()) {
        send(due);
      } else {
        drop(due);
      }
    }
  }

  /** Completes when all that was sent until now has arrived or failed. */
  Future<?> sent() {
    return Future.join(List.copyOf(sending));
  }

  synchronized int waiting() {
    return again.size();
  }

  /** Shorter than Redis remembers, so that none is counted twice. */
  static Duration patience() {
    return RedisLedger.REMEMBER.minusSeconds(30);
  }

  private void send(Due due) {
    var sent =
        due.delivery()
            .apply(Duration.ofNanos(nanoTime.getAsLong() - due.since()))
            .onSuccess(done -> over.accept(due.claim()))
            .onFailure(failure -> keep(due));
    sending.add(sent);
    sent.onComplete(done -> sending.remove(sent));
  }

  private void keep(Due due) {
    synchronized (this) {
      if (again.size() < most) {
        again.add(due);
        return;
      }
    }
    drop(due);
  }

  private void drop(Due due) {
    meters.settlementLost();
    over.accept(due.claim());
  }

  private synchronized @Nullable Due next() {
    return again.poll();
  }
}
