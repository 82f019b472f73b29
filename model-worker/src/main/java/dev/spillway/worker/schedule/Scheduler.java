package dev.spillway.worker.schedule;

import dev.spillway.worker.kernel.KvShape;
import dev.spillway.worker.kv.BlockPool;
import dev.spillway.worker.kv.BlockTable;
import dev.spillway.worker.schedule.Plan.Share;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Decides before each step who computes how many tokens in it.
 *
 * <p><b>Iterations.</b> Sequences join and leave between steps, never waiting for each other's ends
 * (Orca: Yu et al., OSDI 2022, section 3.1).
 *
 * <p><b>Budget.</b> A step has a number of tokens to give. Sequences that miss one token (those
 * that generate) get theirs first; what is left goes to long prompts, in pieces, so that a long
 * prompt delays a generating neighbour by one bounded step at a time (Sarathi: Agrawal et al.,
 * 2023, section 4).
 *
 * <p><b>Admission.</b> First come, first served. A sequence enters when there are free blocks for
 * its prompt and its longest answer together, and holds them to its end. So nobody who runs can get
 * stuck, nobody is thrown out, and since everyone who runs advances in every step or is behind a
 * prompt that does, everybody's turn comes.
 *
 * <p>No clock, no threads, no chance: the same calls give the same plans, live and in replay.
 */
public final class Scheduler<S extends Sequence> {
  private final Limits limits;
  private final BlockPool pool;
  private final List<S> running = new ArrayList<>();
  private final Deque<S> waiting = new ArrayDeque<>();

  public Scheduler(Limits limits, BlockPool pool) {
    this.limits = limits;
    this.pool = pool;
  }

  /** Whether a sequence of so many tokens can ever run. */
  public boolean canHold(int mostTokens) {
    return KvShape.blocksFor(mostTokens) <= pool.blocks();
  }

  /** Lets a sequence wait for a place; false if too many wait already. */
  public boolean offer(S sequence) {
    if (!canHold(sequence.mostTokens())) {
      throw new IllegalArgumentException("the sequence can never run; ask canHold first");
    }
    return waiting.size() < limits.maxWaiting() && waiting.offer(sequence);
  }

  /** The next step; empty if nobody waits or runs. Admits those that begin with it. */
  public Plan<S> schedule() {
    var shares = new ArrayList<Share<S>>();
    int budget = limits.stepTokens();
    for (var sequence : running) {
      if (sequence.missing() == 1) {
        shares.add(share(sequence, 1, false));
        budget--;
      }
    }
    for (var sequence : running) {
      if (sequence.missing() > 1 && budget > 0) {
        shares.add(share(sequence, budget, false));
        budget -= shares.getLast().count();
      }
    }
    while (budget > 0 && admitNext()) {
      shares.add(share(running.getLast(), budget, true));
      budget -= shares.getLast().count();
    }
    return new Plan<>(shares);
  }

  /** The step was computed. */
  public void onStepDone(Plan<S> plan) {
    for (var share : plan.shares()) {
      share.sequence().advance(share.count());
    }
  }

  /** Ends a sequence, running or waiting, and frees its blocks; false if it is neither. */
  public boolean remove(S sequence) {
    if (running.remove(sequence)) {
      sequence.stop();
      return true;
    }
    return waiting.remove(sequence);
  }

  /** Those that advance, in order of admission. */
  public List<S> running() {
    return List.copyOf(running);
  }

  /** Those that wait, the next first. */
  public List<S> waiting() {
    return List.copyOf(waiting);
  }

  private boolean admitNext() {
    var next = waiting.peek();
    if (next == null || running.size() == limits.maxRunning()) {
      return false;
    }
    var table = BlockTable.open(pool, next.tokens(), next.promptTokens(), next.mostTokens());
    if (table.isEmpty()) {
      return false;
    }
    next.start(table.get());
    running.add(waiting.remove());
    return true;
  }

  private Share<S> share(S sequence, int budget, boolean first) {
    int count = Math.min(budget, sequence.missing());
    boolean last = count == sequence.missing();
    return new Share<>(sequence, sequence.computed(), count, last, first);
  }
}
