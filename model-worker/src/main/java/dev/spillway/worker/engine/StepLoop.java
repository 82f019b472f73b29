package dev.spillway.worker.engine;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.worker.kv.BlockPool;
import dev.spillway.worker.schedule.Plan;
import dev.spillway.worker.schedule.Plan.Share;
import dev.spillway.worker.schedule.Scheduler;
import dev.spillway.worker.schedule.StepSize;
import dev.spillway.worker.schedule.SwapCosts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The engine's thread: intake, plan, step, tell, again.
 *
 * <p><b>Ownership.</b> Model, KV memory, scheduler and every request belong to this thread. Others
 * only put requests into the mailbox, raise a request's cancellation flag, and wake it.
 *
 * <p><b>Cancellation.</b> Flags are looked at between steps, before the next is planned; a request
 * that runs or waits is gone, and its blocks free, when the step after the call is planned.
 *
 * <p><b>Several answers to one prompt.</b> One of the requests reads it, the others wait with it
 * (see {@link Followers}) and start from its blocks and logits, each with its own random numbers.
 *
 * <p><b>Guesses</b> are checked by choosing: each position's token is chosen from its own logits,
 * as without guesses, and a guess that is not the choice ends the row. So guesses cannot change an
 * answer, and what was computed for the wrong ones is overwritten.
 *
 * <p><b>Failures.</b> What a request's own listener or sampling throws fails that request. What a
 * step throws fails the requests in it, because their keys and values may be half written. The loop
 * goes on.
 *
 * <p><b>Warm-up.</b> Until the first request comes, and for a bounded number of steps, the model
 * reads nonsense.
 *
 * <p><b>Time.</b> Every step teaches how long steps take, all that lies between two of them
 * included, and the scheduler sizes the pieces of prompts by it.
 *
 * <p><b>Bounds.</b> The {@link Mailbox} counts requests from submission to end; that bounds mailbox
 * and queue together.
 */
final class StepLoop implements Runnable {
  private static final System.Logger LOG = System.getLogger(StepLoop.class.getName());
  private static final ErrorKind CLOSED =
      new ErrorKind.WorkerFailed("the worker was stopped before the answer was complete");

  private static final int WARM_UP_STEPS = 120;

  /** How soon it is looked again whether a store is still worth waiting for. */
  private static final long PENDING_NANOS = 2_000_000;

  /** One answer, a few together, a prompt. */
  private static final int[] WARM_UP_TOKENS = {1, 3, 1, 70};

  private final Scheduler<Generation> scheduler;
  private final BlockPool pool;
  private final StepRunner runner;
  private final EndTokens ends;
  private final Meter meter;
  private final StepListener listener;
  private final @Nullable SharedPrompts shared;
  private final Mailbox<Generation> mailbox = new Mailbox<>();
  private final Set<Generation> failing = new HashSet<>();
  private final LearnedStepTime time = new LearnedStepTime();

  StepLoop(
      Scheduler<Generation> scheduler,
      BlockPool pool,
      StepRunner runner,
      EndTokens ends,
      Meter meter,
      StepListener listener,
      @Nullable SharedPrompts shared) {
    this.scheduler = scheduler;
    this.pool = pool;
    this.runner = runner;
    this.ends = ends;
    this.meter = meter;
    this.listener = listener;
    this.shared = shared;
    scheduler.measured(time);
  }

  /** Requests that were submitted and have not ended. */
  int inside() {
    return mailbox.inside();
  }

  /** Takes a request and its followers if at most {@code most} are inside then. Any thread. */
  boolean submit(Generation generation, int most) {
    int all = 1 + generation.followers().waiting().size();
    return switch (mailbox.put(generation, all, most)) {
      case TAKEN -> true;
      case FULL -> false;
      case CLOSED -> throw new SpillwayException(CLOSED);
    };
  }

  /** Ends the loop after its current step. Any thread; wake it afterwards. */
  void close() {
    mailbox.close();
  }

  @Override
  public void run() {
    warmUp();
    while (!mailbox.isClosed()) {
      try {
        long began = System.nanoTime();
        long computing = ProcessorTime.now();
        intake();
        dropCancelled();
        takeBackLoans();
        var plan = scheduler.schedule(System.nanoTime());
        publish(true);
        if (plan.isEmpty()) {
          runner.move(plan);
          awaitWork();
        } else {
          step(plan);
          listener.onStep(plan, System.nanoTime() - began);
          time.learn(StepSize.of(plan), ProcessorTime.secondsSince(computing));
        }
      } catch (RuntimeException | Error e) {
        LOG.log(System.Logger.Level.ERROR, "the engine's loop failed; its requests fail", e);
        failAll(SpillwayException.kindOf(e));
      }
    }
    intake();
    failAll(CLOSED);
    publish(false);
  }

  /** While nobody asks: kernels that are not compiled yet are slower by orders of magnitude. */
  private void warmUp() {
    try {
      runner.mover().measure();
      for (int step = 0; step < WARM_UP_STEPS && mailbox.isIdle(); step++) {
        long began = ProcessorTime.now();
        long start = System.nanoTime();
        var size = runner.exercise(WARM_UP_TOKENS[step % WARM_UP_TOKENS.length]);
        time.learn(size, ProcessorTime.secondsSince(began));
        meter.onExercise(size.tokens(), System.nanoTime() - start);
      }
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "the warm-up failed", e);
    }
  }

  private void intake() {
    for (var next = mailbox.take(); next != null; next = mailbox.take()) {
      enqueue(next);
    }
  }

  private void enqueue(Generation generation) {
    if (!scheduler.offer(generation, System.nanoTime())) {
      throw new IllegalStateException("the queue is shorter than the bound on requests");
    }
  }

  private void dropCancelled() {
    for (var generation : all()) {
      if (generation.cancelled()) {
        leave(generation);
      }
    }
  }

  private void awaitWork() {
    if (!mailbox.isIdle()) {
      return;
    }
    if (scheduler.running().stream().anyMatch(Generation::isPending)) {
      LockSupport.parkNanos(this, PENDING_NANOS);
    } else {
      LockSupport.park(this);
    }
  }

  private void takeBackLoans() {
    if (shared != null) {
      shared.collect();
    }
  }

  private void share(Generation generation) {
    if (shared != null && generation.computed() > 0) {
      shared.save(generation);
    }
  }

  private void step(Plan<Generation> plan) {
    runner.move(plan);
    meter.begin();
    try {
      announce(plan);
      runner.run(plan);
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "a step failed; the requests in it fail", e);
      failing.clear();
      for (var share : plan.shares()) {
        fail(share.sequence(), SpillwayException.kindOf(e));
      }
      return;
    } finally {
      meter.end(plan.tokens());
    }
    scheduler.onStepDone(plan, System.nanoTime());
    scheduler.measured(
        new SwapCosts(meter.promptTokensPerSecond(), runner.mover().blocksPerSecond()));
    count(plan);
    tell(plan);
  }

  /** Before the step, so that a listener hears at once that its long prompt is being read. */
  private void announce(Plan<Generation> plan) {
    for (var share : plan.shares()) {
      if (share.first()) {
        try {
          share.sequence().started();
        } catch (RuntimeException e) {
          LOG.log(System.Logger.Level.WARNING, "a listener failed", e);
          failing.add(share.sequence());
        }
      }
    }
  }

  private void count(Plan<Generation> plan) {
    for (var share : plan.shares()) {
      var generation = share.sequence();
      meter.onPrompt(generation.promptRead(share.from(), share.from() + share.count()));
      meter.onCached(generation.newlyCached());
      if (share.last()) {
        share(generation);
      }
    }
  }

  private void tell(Plan<Generation> plan) {
    int row = 0;
    for (var share : plan.shares()) {
      var generation = share.sequence();
      if (share.last()) {
        if (!failing.contains(generation) && !generation.cancelled()) {
          share(generation, row);
          advance(share, row);
        }
        row += 1 + share.drafts();
      }
    }
    for (var generation : failing) {
      fail(generation, new ErrorKind.Internal("an unexpected error occurred"));
    }
    failing.clear();
  }

  /** The prompt was read: those who wait for it go on from the same logits. */
  private void share(Generation leader, int row) {
    while (!leader.followers().isEmpty()) {
      var follower = leader.followers().next();
      if (follower.cancelled()) {
        mailbox.leave();
      } else if (!scheduler.fork(leader, follower, System.nanoTime())) {
        throw new IllegalStateException("the queue is shorter than the bound on requests");
      } else if (follower.missing() == 0) {
        meter.onCached(follower.newlyCached());
        begin(follower, row);
      }
    }
  }

  private void begin(Generation follower, int row) {
    try {
      follower.started();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "a listener failed", e);
      fail(follower, SpillwayException.kindOf(e));
      return;
    }
    advance(new Share<>(follower, follower.length(), 0, true, true, 0), row);
  }

  /** Chooses tokens from the rows of a share: one, and one more for each guess that was right. */
  private void advance(Share<Generation> share, int row) {
    var generation = share.sequence();
    try {
      int accepted = 0;
      var reason = next(generation, row);
      while (reason.isEmpty()
          && accepted < share.drafts()
          && generation.token(generation.length() - 1) == generation.draft(accepted)) {
        accepted++;
        reason = next(generation, row + accepted);
      }
      if (share.drafts() > 0) {
        scheduler.onDraftsChecked(share, accepted);
        generation.guessed(share.drafts(), accepted);
      }
      if (reason.isPresent()) {
        share(generation);
        finish(generation);
        publish(true);
        generation.ended(reason.get());
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "a request failed", e);
      fail(generation, SpillwayException.kindOf(e));
    }
  }

  private Optional<EndReason> next(Generation generation, int row) {
    meter.onToken();
    int from = row * runner.vocabulary();
    return generation.next(runner.logits(), from, runner.vocabulary(), ends);
  }

  private void failAll(ErrorKind kind) {
    failing.clear();
    for (var generation : all()) {
      fail(generation, kind);
    }
  }

  private void fail(Generation generation, ErrorKind kind) {
    leave(generation);
    try {
      generation.failed(kind);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "a listener failed to hear of a failure", e);
    }
  }

  /** Takes a request out that came to its end, once. */
  private void finish(Generation generation) {
    if (scheduler.finish(generation, System.nanoTime())) {
      mailbox.leave();
    }
  }

  /** Takes a request out that was cancelled or failed, once. */
  private void leave(Generation generation) {
    // Whoever asks again, or goes on with it elsewhere, need not compute it again.
    share(generation);
    if (scheduler.remove(generation, System.nanoTime())) {
      mailbox.leave();
      handOver(generation);
      return;
    }
    for (var leader : all()) {
      if (leader.followers().remove(generation)) {
        mailbox.leave();
      }
    }
  }

  /** Who leaves before its prompt is read lets the next of those lead who wait for it. */
  private void handOver(Generation leader) {
    if (!leader.followers().isEmpty()) {
      var next = leader.followers().next();
      next.lead(leader.followers());
      enqueue(next);
    }
  }

  private List<Generation> all() {
    var all = new ArrayList<>(scheduler.running());
    all.addAll(scheduler.waiting());
    for (var leader : List.copyOf(all)) {
      all.addAll(leader.followers().waiting());
    }
    return all;
  }

  private void publish(boolean alive) {
    meter.publish(
        scheduler.running().size(),
        scheduler.waiting().size(),
        pool.used(),
        scheduler.backlog(),
        scheduler.counters(),
        alive);
  }
}
