package dev.spillway.standalone.replay.twin;

import dev.spillway.standalone.cost.StepCost;
import dev.spillway.worker.kernel.KvShape;
import dev.spillway.worker.kv.BlockPool;
import dev.spillway.worker.schedule.Plan;
import dev.spillway.worker.schedule.Scheduler;
import dev.spillway.worker.schedule.StepSize;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A worker whose steps take no time but that of the virtual clock. It does what the engine's loop
 * does, with the same scheduler and block pool: takes in who came during the last step, plans,
 * computes, tells.
 */
final class SimulatedWorker {
  private final WorkerSetup setup;
  private final BlockPool pool;
  private final Scheduler<SimulatedSequence> scheduler;
  private final Gauges gauges;
  private final Consumer<Outcome> ended;
  private final Deque<Call> mailbox = new ArrayDeque<>();
  private int inside;
  private int begun;
  private long outstandingTokens;
  private @Nullable Plan<SimulatedSequence> step;
  private long stepEnds;

  SimulatedWorker(WorkerSetup setup, Gauges gauges, Consumer<Outcome> ended) {
    this.setup = setup;
    this.gauges = gauges;
    this.ended = ended;
    this.pool = new BlockPool(setup.blocks());
    this.scheduler = new Scheduler<>(setup.limits(), setup.policy(), pool);
    scheduler.measured(setup.cost()::seconds);
  }

  /** Whether a request can ever run here. */
  boolean canHold(Call call) {
    return KvShape.blocksFor(Math.toIntExact(mostTokens(call))) <= setup.blocks();
  }

  private long mostTokens(Call call) {
    var request = call.request();
    return (long) request.promptTokens() + Math.max(setup.maxTokens(), request.answerTokens());
  }

  /** A request comes; it is seen when the step that is being computed has ended. */
  void accept(Call call) {
    mailbox.add(call);
    outstandingTokens += call.tokens();
  }

  /** Tokens of those inside, as the trace knows them. */
  long outstandingTokens() {
    return outstandingTokens;
  }

  /** Requests that have not had their first step. */
  int queued() {
    return mailbox.size() + inside - begun;
  }

  /** Requests that have not ended. */
  int present() {
    return mailbox.size() + inside;
  }

  boolean computes() {
    return step != null;
  }

  /** When the step that is being computed ends; never if none is. */
  long stepEnds() {
    return computes() ? stepEnds : Long.MAX_VALUE;
  }

  /** Begins the next step, if there is one. */
  void begin(long now) {
    for (var call = mailbox.poll(); call != null; call = mailbox.poll()) {
      if (!scheduler.offer(new SimulatedSequence(call, setup.maxTokens()), now)) {
        throw new IllegalStateException("the queue of a simulated worker has room for everybody");
      }
      inside++;
    }
    var plan = scheduler.schedule(now);
    if (plan.isEmpty()) {
      if (inside > 0) {
        throw new IllegalStateException(
            "the scheduler gives nothing to do although %d requests are inside".formatted(inside));
      }
      return;
    }
    for (var share : plan.shares()) {
      begun += share.sequence().begun() ? 0 : 1;
      share.sequence().share(share, now);
    }
    step = plan;
    stepEnds = now + nanos(setup.cost(), plan);
    var limits = setup.limits();
    boolean room =
        plan.tokens() < limits.stepTokens() && plan.shares().size() < limits.maxRunning();
    double occupancy = (double) pool.used() / pool.blocks();
    gauges.step(now, stepEnds, plan.tokens(), occupancy, queued(), room);
  }

  /** The step that was being computed is done. */
  void finish(long now) {
    var plan = step;
    if (plan == null) {
      throw new IllegalStateException("no step is being computed");
    }
    step = null;
    scheduler.onStepDone(plan, now);
    for (var share : plan.shares()) {
      if (share.last() && share.sequence().answer(now)) {
        leave(share.sequence(), now);
      }
    }
  }

  private void leave(SimulatedSequence sequence, long now) {
    scheduler.finish(sequence, now);
    inside--;
    begun--;
    outstandingTokens -= sequence.call().tokens();
    ended.accept(sequence.outcome());
  }

  private static long nanos(StepCost cost, Plan<?> plan) {
    return Math.max(1, Math.round(cost.seconds(StepSize.of(plan)) * 1e9));
  }

  /** For {@link Placement}: the states of several. */
  static List<Long> loads(List<SimulatedWorker> workers) {
    return workers.stream().map(SimulatedWorker::outstandingTokens).toList();
  }
}
