package dev.spillway.gateway.cascade;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.workers.Seat;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import dev.spillway.router.placement.Job;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request's way to a place at one tier, gone again whenever who was asked there has failed.
 *
 * <p>First the {@link Purse} has to cover what asking costs. Then somebody is looked for who was
 * not asked yet: one who has a place, or else the request stands in line, unless its answer would
 * come too late. Where all were asked, the tier is given some time and they are asked again, as far
 * as {@link Retries} allow. The way ends with a place or with the news that there is none; whoever
 * gives up hears nothing any more, and a place that was found meanwhile is left.
 */
final class Seating {
  private final InFlight flight;
  private final CascadeRunner shared;
  private final Target target;
  private final Failures failures;
  private final Visits visits;
  private final Listener listener;

  /** Incarnations of workers; who asks them adds those that it asks beside them. */
  private final Set<String> asked = new HashSet<>();

  /** Present while it waits for a place. */
  private @Nullable InLine inLine;

  /** While the tier is given some time. */
  private Runnable stopWaiting = () -> {};

  /** How often that was done. */
  private int retries;

  private boolean over;

  /** What the request will have cost at most when the target was asked. */
  private Money total = Money.ZERO;

  /**
   * Where a place is wanted.
   *
   * @param job what a worker there would have to do
   * @param outlay what asking it costs at most, before more money is asked for
   */
  record Target(Tier tier, Job job, Money outlay) {}

  /** Who wants the place. */
  interface Listener {
    /** It has to be left. */
    void seated(Seat seat);

    /**
     * The tier cannot be asked now; the failures say why.
     *
     * @param kind the last of them
     */
    void unseated(ErrorKind kind);
  }

  /**
   * @param failures of the request; what is in the way of a place is added
   */
  Seating(InFlight flight, Target target, Failures failures, Visits visits, Listener listener) {
    this.flight = flight;
    shared = flight.shared();
    this.target = target;
    this.failures = failures;
    this.visits = visits;
    this.listener = listener;
  }

  Target target() {
    return target;
  }

  /** Those who need not be asked again: shared with who asks them. */
  Set<String> asked() {
    return asked;
  }

  boolean isInLine() {
    return inLine != null;
  }

  /**
   * Looks for a place.
   *
   * @param spent by the request so far
   */
  void look(Money spent) {
    total = spent.plus(target.outlay());
    look();
  }

  private void look() {
    if (flight.purse().covers(total)) {
      lookCovered();
    } else {
      flight.purse().cover(total, this::covered);
    }
  }

  private void covered(Optional<ErrorKind> refusal) {
    if (over) {
      return;
    }
    if (refusal.isPresent()) {
      unseated(refusal.get());
    } else {
      lookCovered();
    }
  }

  private void lookCovered() {
    if (!asked.isEmpty() && !shared.retries.elsewhere(target.tier())) {
      nobody(failures.last(), false);
      return;
    }
    var hopeless = hopeless();
    if (hopeless.isPresent()) {
      unseated(hopeless.get());
      return;
    }
    var seat = shared.pool.take(model(), asked, target.job());
    if (seat.isPresent()) {
      listener.seated(seat.get());
    } else if (shared.pool.serves(model(), asked)) {
      join();
    } else if (asked.isEmpty()) {
      var absence = shared.pool.absence(model());
      failures.add(absence);
      nobody(absence, false);
    } else {
      nobody(failures.last(), true);
    }
  }

  /**
   * Whether the client's own deadline cannot be met. Ours is a bound of what may be held on to, and
   * a guess of an answer's length is no reason to refuse it.
   */
  private Optional<ErrorKind> hopeless() {
    return flight.request().urgency().timeout().isPresent()
        ? shared.pool.line(model()).hopeless(target.job(), flight.left())
        : Optional.empty();
  }

  private void join() {
    var waiting =
        new InLine(
            flight,
            seat -> {
              inLine = null;
              visits.waited();
              seat.ifPresentOrElse(this::found, this::lookCovered);
            });
    waiting
        .join(target.tier(), target.job(), asked)
        .ifPresentOrElse(
            this::unseated,
            () -> {
              inLine = waiting;
              visits.waits();
            });
  }

  /** What was covered may have lapsed in the line, and would be spent from what others hold. */
  private void found(Seat seat) {
    if (flight.purse().covers(total)) {
      listener.seated(seat);
    } else {
      seat.leave();
      look();
    }
  }

  /**
   * Nobody is left to be asked.
   *
   * @param last why
   * @param failing whether somebody was asked and failed, rather than all being known to be away
   */
  private void nobody(ErrorKind last, boolean failing) {
    var wait =
        failing || last instanceof ErrorKind.Overloaded
            ? shared.retries.wait(target.tier(), retries, last, flight.left())
            : Optional.<Duration>empty();
    if (wait.isEmpty()) {
      listener.unseated(last);
      return;
    }
    retries++;
    shared.meters.retry(target.tier().name(), last);
    var waited = flight.request().onlooker().waits();
    stopWaiting =
        flight
            .loop()
            .after(
                wait.get(),
                () -> {
                  waited.run();
                  asked.clear();
                  look();
                });
  }

  private void unseated(ErrorKind kind) {
    failures.add(kind);
    listener.unseated(kind);
  }

  /** No place is wanted any more. */
  void giveUp() {
    over = true;
    stopWaiting.run();
    if (inLine != null) {
      inLine.giveUp();
    }
  }

  private String model() {
    return target.tier().model();
  }
}
