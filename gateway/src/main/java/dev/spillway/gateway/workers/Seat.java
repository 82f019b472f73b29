package dev.spillway.gateway.workers;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.Fault;
import dev.spillway.contracts.worker.ModelInfo;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.contracts.worker.Worker;
import dev.spillway.router.fair.Waiter;
import dev.spillway.router.placement.Job;
import dev.spillway.router.placement.Placement;
import java.util.OptionalLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One request's place at a worker; counts as in flight until it is left. Belongs to the request's
 * loop. It measures how fast the worker is: the time between its first and its last token. Who
 * waits for a place hears of it when it is left.
 */
public final class Seat {
  private static final Logger LOG = Logger.getLogger(Seat.class);

  private final At at;
  private final Placement.Place place;
  private final Ticket ticket;
  private final long begin;
  private Usage used = Usage.NONE;
  private boolean succeeded;
  private int tokens;
  private long first;
  private long last;
  private Runnable silent = () -> {};
  private final boolean trial;
  private boolean left;

  /** Where a seat may be. */
  record At(WorkerSlot slot, String incarnation, ModelInfo model, Room room, boolean doubted) {}

  /**
   * What it was taken for.
   *
   * @param line of those who want one like it
   * @param waiter who had to wait for it, if somebody had to
   */
  record Ticket(Line line, Job job, @Nullable Waiter<Turn> waiter) {}

  Seat(At at, Placement.Place place, Ticket ticket, long begin) {
    this.at = at;
    this.place = place;
    this.ticket = ticket;
    this.begin = begin;
    trial = at.slot().breaker().map(Breaker::begun).orElse(false);
  }

  /** The worker's name: its address, or {@code local-0} and so on. */
  public String worker() {
    return at.slot().name();
  }

  /** The worker as it was found: another one once there was doubt that it is still there. */
  public String incarnation() {
    return at.incarnation();
  }

  public Worker call() {
    return at.slot().worker();
  }

  /** What the place was taken for; no answer is longer than its context. */
  public ModelInfo model() {
    return at.model();
  }

  /** The worker has generated a token. */
  public void token(long nanoTime) {
    if (tokens++ == 0) {
      first = nanoTime;
      place.prefilled();
    }
    last = nanoTime;
  }

  /**
   * Until the seat is left this is run, on any thread, each time that the worker does not answer
   * when it is asked whether it is there.
   */
  public void whenSilent(Runnable told) {
    at.slot().forget(silent);
    silent = told;
    at.slot().whenSilent(told);
  }

  /** Whether the worker gets on, and has others whom it took to be served before. */
  public boolean isQueueing() {
    return at.room().isQueueing();
  }

  /** What the answer used, as far as it came. */
  public void used(Usage usage) {
    used = usage;
  }

  /** The answer came to its end. */
  public void succeeded() {
    succeeded = true;
    at.slot().breaker().ifPresent(Breaker::succeeded);
  }

  /** The worker failed, or refuses: enough of that, and nobody is sent there for a while. */
  public void failed(ErrorKind kind) {
    at.slot().breaker().ifPresent(breaker -> failed(breaker, kind));
  }

  private void failed(Breaker breaker, ErrorKind kind) {
    if (kind instanceof ErrorKind.CallerError) {
      // Who finds a mistake is well.
      breaker.succeeded();
    } else if (kind instanceof ErrorKind.Overloaded full && full.backoff().isPositive()) {
      breaker.asks(full.backoff());
    } else if (kind.fault() != Fault.US) {
      breaker
          .failed()
          .ifPresent(
              rest ->
                  LOG.warnf(
                      "%s gets no requests for %d ms: %s",
                      worker(), rest.toMillis(), kind.message()));
    }
  }

  /** Once or more often; only the first counts. */
  public void leave() {
    if (left) {
      return;
    }
    left = true;
    at.slot().forget(silent);
    if (trial) {
      at.slot().breaker().ifPresent(Breaker::over);
    }
    place.leave(tokens - 1, last - first);
    at.room().leave(ticket.job().tokens());
    ticket.line().left(ticket, used, succeeded ? OptionalLong.of(begin) : OptionalLong.empty());
  }
}
