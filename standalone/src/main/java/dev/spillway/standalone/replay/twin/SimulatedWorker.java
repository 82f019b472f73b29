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
import org.jspecify.annotations.Nullable;

/**
 * A worker whose steps take no time but that of the virtual clock. It does what the engine's loop
 * does, with the same scheduler and block pool: takes in who came during the last step, plans,
 * computes, tells.
 */
final class SimulatedWorker {
  /** Hears what becomes of calls. */
  interface Listener {
    /** The prompt was read. */
    void prefilled(Call call);

    void ended(Call call, Outcome outcome);
  }

  private final WorkerSetup setup;
  private final SharedTier shared;

  /** Whether it pays to load from the shared store. */
  private final boolean loads;

  private final BlockPool pool;
  private final Scheduler<SimulatedSequence> scheduler;
  private final Gauges gauges;
  private final Listener listener;
  private final Deque<Call> mailbox = new ArrayDeque<>();
  private int inside;
  private int begun;
  private long outstandingTokens;
  private @Nullable Plan<SimulatedSequence> step;
  private long stepEnds;
  private long now;

  /** When the first of those who load can go on, while nobody else has anything to do. */
  private long loaded = Long.MAX_VALUE;

  SimulatedWorker(WorkerSetup setup, SharedTier shared, Gauges gauges, Listener listener) {
    this.setup = setup;
    this.shared = shared;
    this.loads = shared.store().isFasterThan(setup.cost());
    this.gauges = gauges;
    this.listener = listener;
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

  /** When it next has something to do; never if somebody has to come first. */
  long nextAt() {
    return computes() ? stepEnds : loaded;
  }

  /** Begins the next step, if there is one. */
  void begin(long at) {
    now = at;
    for (var call = mailbox.poll(); call != null; call = mailbox.poll()) {
      if (!scheduler.offer(sequence(call), now)) {
        throw new IllegalStateException("the queue of a simulated worker has room for everybody");
      }
      inside++;
    }
    var plan = scheduler.schedule(now);
    loaded = Long.MAX_VALUE;
    if (plan.isEmpty()) {
      for (var waiting : scheduler.running()) {
        loaded = Math.min(loaded, waiting.loaded());
      }
      if (inside > 0 && loaded == Long.MAX_VALUE) {
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
      if (share.last()) {
        answer(share.sequence(), now);
      }
    }
  }

  private SimulatedSequence sequence(Call call) {
    var sequence = new SimulatedSequence(call, setup.maxTokens());
    if (shared.store().groups() > 0) {
      int[] prompt = sequence.tokens(sequence.promptTokens());
      sequence.loads(new SimulatedLoading(shared, prompt, loads, () -> this.now));
    }
    return sequence;
  }

  private void answer(SimulatedSequence sequence, long now) {
    if (sequence.length() == sequence.promptTokens()) {
      save(sequence);
      listener.prefilled(sequence.call());
    }
    if (sequence.answer(now)) {
      save(sequence);
      scheduler.finish(sequence, now);
      inside--;
      begun--;
      outstandingTokens -= sequence.call().tokens();
      listener.ended(sequence.call(), sequence.outcome());
    }
  }

  /** Lets other workers have what is computed of it. */
  private void save(SimulatedSequence sequence) {
    if (shared.store().groups() > 0) {
      shared.use(shared.names(sequence.tokens(sequence.computed())), 0);
    }
  }

  private static long nanos(StepCost cost, Plan<?> plan) {
    return Math.max(1, Math.round(cost.seconds(StepSize.of(plan)) * 1e9));
  }

  /** For {@link Placement}: the states of several. */
  static List<Long> loads(List<SimulatedWorker> workers) {
    return workers.stream().map(SimulatedWorker::outstandingTokens).toList();
  }
}
