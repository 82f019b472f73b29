package dev.spillway.worker.schedule;

import dev.spillway.worker.kernel.KvShape;
import dev.spillway.worker.kv.BlockPool;
import dev.spillway.worker.kv.SwapSpace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides before each step who computes how many tokens in it.
 *
 * <p><b>Iterations.</b> Sequences join and leave between steps, never waiting for each other's ends
 * (Orca: Yu et al., OSDI 2022, section 3.1).
 *
 * <p><b>Budget.</b> A step has a number of tokens to give. Sequences that miss one token (those
 * that generate) get theirs first; what is left goes to long prompts, in pieces, so that a long
 * prompt delays a generating neighbour by one bounded step at a time (Sarathi: Agrawal et al.,
 * 2023, section 4). Where it is known what steps cost, the pieces are as large as the policy lets
 * them stretch a step; see {@link PromptShare}.
 *
 * <p><b>Order and admission</b> are the {@link SchedulingPolicy}'s: who is next, and whether he
 * fits beside those who run. Nobody passes the next one while it does not fit.
 *
 * <p><b>Memory</b> grows block by block. Where an admission was too hopeful, the last in order
 * gives way (vLLM: Kwon et al., SOSP 2023, section 4.5). One who loses only its place keeps its
 * memory until somebody needs it.
 *
 * <p><b>Starvation.</b> Law: one who has not been served for the policy's bound is overdue, and
 * nobody who came later is served before an overdue one that fits, whatever the order. Who runs
 * under an admission that does not preempt stays; nobody new passes. An order may be held to the
 * tail of first come, first served besides; see {@link Promises}. An answer that was begun
 * elsewhere is overdue when it comes: its client sees a stream that stands still.
 *
 * <p>No clock, no threads, no chance: the same calls give the same plans, live and in replay. Time
 * is whatever the caller says, in nanoseconds, and never goes back.
 */
public final class Scheduler<S extends Sequence> {
  private static final int WINDOW = 1000;

  private final Limits limits;
  private final SchedulingPolicy policy;
  private final BlockPool pool;
  private final Speculation speculation;
  private final WaitingLine<S> line;
  private final Memory<S> memory;
  private final Promises<S> promises;
  private final FinishedLengths lengths = new FinishedLengths(WINDOW);
  private final Tally tally = new Tally();
  private List<S> running = new ArrayList<>();
  private @Nullable StepTime time;
  private long offered;

  /** Without swap space and without guessing. */
  public Scheduler(Limits limits, SchedulingPolicy policy, BlockPool pool) {
    this(limits, policy, pool, new SwapSpace(0), Speculation.OFF);
  }

  public Scheduler(
      Limits limits,
      SchedulingPolicy policy,
      BlockPool pool,
      SwapSpace space,
      Speculation speculation) {
    this.limits = limits;
    this.policy = policy;
    this.pool = pool;
    this.speculation = speculation;
    this.line = new WaitingLine<>(policy.starvationNanos());
    this.memory = new Memory<>(pool, space, tally);
    this.promises = new Promises<>(limits.maxWaiting());
  }

  /** What was measured of late; until then, and without swap space, nothing is swapped. */
  public void measured(SwapCosts costs) {
    memory.costs(costs);
  }

  /** How long steps take, from now on; until then, prompts get all that a step has left. */
  public void measured(StepTime now) {
    time = now;
  }

  /** Whether a sequence of so many tokens can ever run. */
  public boolean canHold(int mostTokens) {
    return KvShape.blocksFor(mostTokens) <= pool.blocks();
  }

  /** Lets a sequence wait for a place; false if too many wait already. */
  public boolean offer(S sequence, long now) {
    if (!canHold(sequence.mostTokens())) {
      throw new IllegalArgumentException("the sequence can never run; ask canHold first");
    }
    if (line.size() >= limits.maxWaiting()) {
      return false;
    }
    enter(sequence, now);
    line.add(sequence);
    if (policy.order().promises()) {
      promises.offered(sequence);
    }
    return true;
  }

  /**
   * Lets a sequence wait that has the prompt of another: of {@code parent}, whose prompt is
   * computed and whose answer is empty. It shares the parent's blocks until one of the two writes
   * to them, so nothing is missing to choose its first token. Under an admission that does not
   * preempt, it is offered like any other, because what nobody may take back cannot be lent. False
   * if too many wait already.
   */
  public boolean fork(S parent, S child, long now) {
    int prompt = parent.promptTokens();
    if (parent.computed() != prompt || parent.length() != prompt || child.length() != prompt) {
      throw new IllegalArgumentException("only a prompt that was just computed can be shared");
    }
    if (!policy.admission().preempts()) {
      return offer(child, now);
    }
    if (line.size() >= limits.maxWaiting()) {
      return false;
    }
    enter(child, parent.arrival());
    child.standing().begin();
    child.standing().served(now);
    child.share(parent);
    tally.admitted++;
    memory.pause(child);
    line.add(child);
    return true;
  }

  private void enter(S sequence, long now) {
    double most = (double) sequence.mostTokens() - sequence.promptTokens();
    var predicted = sequence.predictedTokens();
    double expected = predicted.isPresent() ? predicted.getAsInt() : lengths.mean(most);
    sequence.offered(new Standing(offered++, now, Math.min(expected, most)));
    sequence.standing().rank(policy.order().rank(sequence, limits));
    if (sequence.isResumed()) {
      sequence.standing().becomeOverdue();
    }
  }

  /**
   * The next step; empty if nobody waits or runs. Admits those that begin with it. Each plan is
   * computed, and then {@link #onStepDone} called, before the next is asked for.
   */
  public Plan<S> schedule(long now) {
    promises.advance(now, line::promote);
    line.promote(now);
    var turn = new Turn<>(limits, policy, line, memory, lengths, tally, speculation, time, running);
    var plan = turn.plan();
    running = turn.placed();
    for (var share : plan.shares()) {
      if (share.first()) {
        promises.began(share.sequence(), now);
      }
    }
    return plan;
  }

  /** The step was computed. Before the tokens that it chose are appended. */
  public void onStepDone(Plan<S> plan, long now) {
    for (var share : plan.shares()) {
      share.sequence().advance(share.count());
      share.sequence().standing().served(now);
    }
  }

  /**
   * Of the guesses of a share, the first {@code accepted} were right and have been appended. After
   * {@link #onStepDone}, and before the sequence ends.
   */
  public void onDraftsChecked(Plan.Share<S> share, int accepted) {
    share.sequence().keepDrafts(accepted);
    tally.accepted += accepted;
  }

  /**
   * Ends a sequence that came to its own end, and learns its length. False if it neither runs nor
   * waits.
   */
  public boolean finish(S sequence, long now) {
    if (!leave(sequence)) {
      return false;
    }
    promises.ended(sequence, now);
    lengths.add(sequence.length() - sequence.promptTokens());
    tally.finished++;
    return true;
  }

  /**
   * Ends a sequence that was cancelled or failed, running or waiting, and frees its memory; nothing
   * is learned. False if it is neither.
   */
  public boolean remove(S sequence, long now) {
    if (!leave(sequence)) {
      return false;
    }
    promises.broken(sequence);
    return true;
  }

  private boolean leave(S sequence) {
    boolean here = sequence.wasOffered() && (running.remove(sequence) || line.remove(sequence));
    if (!here) {
      return false;
    }
    memory.end(sequence);
    return true;
  }

  /** Those who have a place, in the order of the last plan. */
  public List<S> running() {
    return List.copyOf(running);
  }

  /** Those who wait for a place, the next first; some may have run before. */
  public List<S> waiting() {
    return line.all();
  }

  /**
   * Tokens that those who run and wait will probably still need: what was predicted, or else the
   * median of the recent answers that were longer than theirs is now. As long as nobody knows, what
   * they may need at most.
   */
  public long backlog() {
    long tokens = 0;
    for (var sequence : running) {
      tokens += left(sequence);
    }
    for (var sequence : line.all()) {
      tokens += left(sequence);
    }
    return tokens;
  }

  private long left(Sequence sequence) {
    int generated = sequence.length() - sequence.promptTokens();
    int most = sequence.mostTokens() - sequence.promptTokens();
    int predicted = sequence.predictedTokens().orElse(0);
    int total = predicted > generated ? predicted : lengths.longer(generated, 0.5, most);
    return (long) sequence.missing() + Math.min(total, most) - generated;
  }

  public SchedulerCounters counters() {
    return tally.snapshot();
  }
}
