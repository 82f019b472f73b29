package dev.spillway.gateway.quota;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.gateway.cascade.Loop;
import dev.spillway.gateway.cascade.Purse;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Of a request that holds a part of its scopes' limits. It spends what is held, asks for more, and
 * settles when it is closed. While it is not certain that it is still held, it covers nothing,
 * until it is held again.
 *
 * <p>Where all that is left is held by other requests it asks again for a while: they hold what
 * they may need and give most of it back.
 */
final class HeldPurse implements Purse {
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final int ATTEMPTS = 20;

  private final Holder holder;
  private final Loop loop;
  private final boolean costs;
  private final Consumer<Bill> closed;
  private final Bill bill = new Bill();
  private final Deque<Runnable> next = new ArrayDeque<>();
  private final Lease lease;
  private Claim claim;
  private boolean asking;
  private boolean open = true;

  HeldPurse(Holder holder, Loop loop, Claim claim, Lease lease, Consumer<Bill> closed) {
    this.holder = holder;
    this.loop = loop;
    this.claim = claim;
    this.lease = lease;
    this.costs = claim.costs();
    this.closed = closed;
  }

  @Override
  public boolean covers(Money total) {
    return !costs || (lease.isCertain() && total.compareTo(claim.amount()) <= 0);
  }

  @Override
  public long affordable(Money spent, Money each) {
    return !costs || each.picoUsd() == 0
        ? Long.MAX_VALUE
        : Math.max(0, claim.amount().picoUsd() - spent.picoUsd()) / each.picoUsd();
  }

  @Override
  public void cover(Money total, Consumer<Optional<ErrorKind>> then) {
    if (covers(total)) {
      then.accept(Optional.empty());
    } else if (asking) {
      next.add(() -> cover(total, then));
    } else {
      asking = true;
      extend(total, ATTEMPTS, then);
    }
  }

  /** One question at a time: the next one begins where this one ended. */
  private void answered(Consumer<Optional<ErrorKind>> then, Optional<ErrorKind> refusal) {
    asking = false;
    then.accept(refusal);
    if (!asking && !next.isEmpty()) {
      next.remove().run();
    }
  }

  private void extend(Money total, int attempts, Consumer<Optional<ErrorKind>> then) {
    long held = claim.amount().picoUsd();
    var more = new Money(Math.max(0, Math.subtractExact(total.picoUsd(), held)));
    var larger = claim.with(claim.amount().plus(more));
    holder
        .extend(larger, more)
        .onComplete(
            done ->
                loop.execute(
                    () -> {
                      if (done.failed()) {
                        answered(then, Optional.of(SpillwayException.kindOf(done.cause())));
                      } else if (!open) {
                        holder.forget(larger, more);
                      } else {
                        heard(done.result(), larger, attempts, then);
                      }
                    }));
  }

  private void heard(
      Answer answer, Claim larger, int attempts, Consumer<Optional<ErrorKind>> then) {
    switch (answer) {
      case Answer.Granted granted -> {
        claim = larger;
        answered(then, Optional.empty());
      }
      case Answer.Refused(Reason reason, var scope, var backoff, var standings)
          when attempts > 1 && (reason == Reason.HELD_DAY || reason == Reason.HELD_MONTH) ->
          loop.after(
              PAUSE,
              () -> {
                if (open) {
                  extend(larger.amount(), attempts - 1, then);
                }
              });
      case Answer.Refused refused -> answered(then, Optional.of(holder.kind(refused)));
    }
  }

  @Override
  public void paid(Tier tier, Usage usage, Money amount) {
    bill.add(tier, usage, amount);
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      holder.settle(claim, bill.cost(), bill.tokens());
      closed.accept(bill);
    }
  }
}
