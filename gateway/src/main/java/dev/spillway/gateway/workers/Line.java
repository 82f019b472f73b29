package dev.spillway.gateway.workers;

import static java.util.Objects.requireNonNull;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.router.fair.Entrance;
import dev.spillway.router.fair.FairLine;
import dev.spillway.router.fair.Priority;
import dev.spillway.router.fair.ServiceTime;
import dev.spillway.router.fair.Waiter;
import dev.spillway.router.fair.Work;
import dev.spillway.router.placement.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Where requests wait for one model while whoever serves it has no place: before a worker is
 * chosen, so that none is held up behind another by a choice made too early, and in the order of a
 * {@link FairLine}. It is bounded, and nobody enters who would be answered too late, by what is
 * known of how long requests take here ({@link ServiceTime}, {@link Entrance}).
 *
 * <p>While there are places nobody comes here: requests take theirs without a lock, see {@link
 * WorkerPool#take}. Nobody overtakes those who wait. A place that becomes free is given at once to
 * whose turn it is; what nobody tells of, as that another gateway leaves a worker or that an
 * endpoint has rested enough, is found by {@link #look}, about once a second.
 *
 * <p>The line is this gateway's own. Several gateways in front of the same workers have a line
 * each, see {@link Room}: a tenant that sends to all of them has its share at each.
 *
 * <p>May be used from any thread. What is called back is called with the line's lock held, and must
 * only pass it on.
 */
public final class Line {
  private static final double NANOS = 1e9;

  /** So many that seem hopeless, and one of them tries. */
  static final int TRIALS = 10;

  private final String model;
  private final WorkerPool pool;
  private final int most;
  private final LineMeters meters;
  private final FairLine<Turn> line;
  private final ServiceTime time = new ServiceTime();
  private final AtomicLong hopeless = new AtomicLong();
  private volatile int waiting;

  /** How a request stands to others. */
  public record Standing(Priority priority, String tenant, double weight) {}

  Line(String model, WorkerPool pool, int most, int spared, LineMeters meters) {
    this.model = model;
    this.pool = pool;
    this.most = most;
    this.meters = meters;
    line = new FairLine<>(Math.max(1, most), spared);
    meters.watch(model, this::size, () -> pool.places(model));
  }

  /** Whether nobody waits. */
  boolean isEmpty() {
    return waiting == 0;
  }

  private synchronized int size(Priority priority) {
    return line.size(priority);
  }

  /**
   * Why a request would come too late even if it were served at once, if so. One in {@value
   * #TRIALS} of those may try all the same: if none did, nobody would find out that the model has
   * become faster.
   */
  public Optional<ErrorKind> hopeless(Job job, Duration left) {
    var estimate = time.estimate();
    if (estimate.isEmpty()) {
      return Optional.empty();
    }
    double least = estimate.get().least(job.promptTokens(), job.answerTokens());
    if (least <= seconds(left) || hopeless.incrementAndGet() % TRIALS == 0) {
      return Optional.empty();
    }
    meters.refused(model, "infeasible");
    return Optional.of(
        new ErrorKind.DeadlineInfeasible(
            "'%s' takes about %.1f s for a request like this, even at once, and there are %.1f s"
                .formatted(
                    model,
                    estimate.get().seconds(job.promptTokens(), job.answerTokens()),
                    seconds(left))));
  }

  /**
   * Waits for a place, unless there is no hope of one in time.
   *
   * @param except incarnations of workers that are not wanted
   * @param left until the answer has to be complete
   * @param then is given a place, which has to be left, or none where nobody serves the model any
   *     more; it may be called at once, and is not where the turn was left before
   * @return the turn, or why it may not wait
   */
  public Entry join(
      Job job,
      Standing standing,
      Set<String> except,
      Duration left,
      Consumer<Optional<Seat>> then) {
    var estimate = time.estimate();
    double own = estimate.map(e -> e.seconds(job.promptTokens(), job.answerTokens())).orElse(0.0);
    double mean = estimate.map(ServiceTime.Estimate::mean).orElse(0.0);
    var work =
        new Work(
            standing.priority(),
            standing.tenant(),
            standing.weight(),
            Work.tokens(job.promptTokens(), job.answerTokens()),
            own);
    synchronized (this) {
      boolean full = most == 0 || line.isFull();
      double before = line.secondsBefore(work);
      return switch (Entrance.of(full, before, mean, pool.places(model), own, seconds(left))) {
        case Entrance.Full(double again) -> refused("full", tooMany(), again);
        case Entrance.TooLate(double finish, double again) ->
            refused("deadline", tooLate(finish, seconds(left)), again);
        case Entrance.Open open -> {
          var turn = new Turn(this, job, except, then, pool.nanoTime());
          turn.waits(line.join(work, turn));
          waiting = line.size();
          dispatch();
          yield new Entry.Waits(turn);
        }
      };
    }
  }

  /** What came of asking to wait. */
  public sealed interface Entry {
    record Waits(Turn turn) implements Entry {}

    record Refused(ErrorKind kind) implements Entry {}
  }

  private Entry refused(String reason, String message, double againSeconds) {
    meters.refused(model, reason);
    return new Entry.Refused(
        new ErrorKind.Overloaded(message, Duration.ofMillis(Math.round(againSeconds * 1_000))));
  }

  private String tooMany() {
    return "'%s' is busy, and as many requests wait for it as may: %d".formatted(model, most);
  }

  private String tooLate(double finish, double left) {
    return "'%s' is busy: the answer would be there in about %.1f s, and there are %.1f s"
        .formatted(model, finish, left);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / NANOS;
  }

  synchronized void leave(Turn turn) {
    if (line.leave(requireNonNull(turn.waiter()))) {
      waiting = line.size();
      meters.waited(model, turn.waiter().work().priority(), "gone", since(turn));
      dispatch();
    }
  }

  /** Gives places to those whose turn it is. */
  void dispatch() {
    if (waiting > 0) {
      give();
    }
  }

  private synchronized void give() {
    while (waiting > 0 && pool.hasPlace(model, Set.of())) {
      var next = line.first(turn -> pool.hasPlace(model, turn.except()));
      var seat = next.flatMap(each -> pool.seat(model, each.who(), each));
      if (next.isEmpty() || seat.isEmpty()) {
        return;
      }
      line.serve(next.get());
      over(next.get(), "served", seat);
    }
  }

  /** The same, and those whom nobody serves any more are told. */
  void look() {
    if (waiting == 0) {
      return;
    }
    dispatch();
    synchronized (this) {
      var stranded = new ArrayList<Waiter<Turn>>();
      line.forEach(
          each -> {
            if (!pool.serves(model, each.who().except())) {
              stranded.add(each);
            }
          });
      for (var each : stranded) {
        line.leave(each);
        over(each, "stranded", Optional.empty());
      }
    }
  }

  private void over(Waiter<Turn> waiter, String outcome, Optional<Seat> seat) {
    waiting = line.size();
    meters.waited(model, waiter.work().priority(), outcome, since(waiter.who()));
    waiter.who().over(seat);
  }

  private Duration since(Turn turn) {
    return Duration.ofNanos(pool.nanoTime() - turn.since());
  }

  /**
   * A place is free again.
   *
   * @param used by the answer, as far as it came
   * @param since when it was taken; absent where the answer did not come to its end
   */
  void left(Seat.Ticket ticket, Usage used, OptionalLong since) {
    var job = ticket.job();
    since.ifPresent(
        begin ->
            time.learn(
                job.promptTokens(),
                job.answerTokens(),
                used.completionTokens(),
                (pool.nanoTime() - begin) / NANOS));
    if (ticket.waiter() != null) {
      settle(ticket.waiter(), Work.tokens(used.promptTokens(), used.completionTokens()));
    }
    dispatch();
  }

  private synchronized void settle(Waiter<Turn> served, double tokens) {
    line.settle(served, tokens);
  }
}
