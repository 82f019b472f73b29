package dev.spillway.worker.schedule;

import dev.spillway.worker.kv.BlockContent;
import dev.spillway.worker.kv.PrefixMatch;
import dev.spillway.worker.schedule.Plan.Share;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The making of one plan: those who run and those who wait are looked at in one order, and each
 * gets a place, memory and tokens, while there are any.
 *
 * <p>A prompt whose next block a neighbour computes in this very step waits for the next one, where
 * it will find it.
 *
 * <p>The first in that order can take the memory of all others and alone always fits, so somebody
 * always advances, and everybody becomes the first in the end.
 */
final class Turn<S extends Sequence> {
  private final Limits limits;
  private final SchedulingPolicy policy;
  private final WaitingLine<S> line;
  private final Memory<S> memory;
  private final FinishedLengths lengths;
  private final Tally tally;
  private final Speculation speculation;

  /** Those who ran and have not been looked at, in order. */
  private final Deque<S> behind;

  /** Those who run from now on. */
  private final List<S> placed = new ArrayList<>();

  private final List<Share<S>> answers = new ArrayList<>();
  private final List<Share<S>> prompts = new ArrayList<>();
  private final Set<BlockContent> computing = new HashSet<>();
  private final boolean batchForms;
  private final PromptShare promptShare;
  private int given;

  /** Tokens that those behind need who generate. */
  private int reserved;

  private boolean admitting = true;

  Turn(
      Limits limits,
      SchedulingPolicy policy,
      WaitingLine<S> line,
      Memory<S> memory,
      FinishedLengths lengths,
      Tally tally,
      Speculation speculation,
      @Nullable StepTime time,
      List<S> running) {
    this.limits = limits;
    this.policy = policy;
    this.line = line;
    this.memory = memory;
    this.lengths = lengths;
    this.tally = tally;
    this.speculation = speculation;
    this.batchForms = running.isEmpty() || running.stream().anyMatch(runner -> !generates(runner));
    var sorted = new ArrayList<>(running);
    var calm = StepSize.NOTHING;
    for (var sequence : sorted) {
      rank(sequence);
      if (generates(sequence)) {
        reserved++;
        calm = calm.and(sequence.computed(), 1, 1);
      }
    }
    this.promptShare = new PromptShare(time, policy.stretch(), calm);
    sorted.sort(
        Comparator.<S, Boolean>comparing(sequence -> !cannotBeOvertaken(sequence))
            .thenComparing(this::compareAlike));
    this.behind = new ArrayDeque<>(sorted);
  }

  Plan<S> plan() {
    while (true) {
      var next = admitting ? line.first() : null;
      var runner = behind.peekFirst();
      if (next != null && (runner == null || overtakes(next, runner))) {
        admitting = join(next);
      } else if (runner != null) {
        keep(behind.removeFirst());
      } else {
        guess();
        var shares = new ArrayList<>(answers);
        shares.addAll(prompts);
        return new Plan<>(shares, memory.takeMoves());
      }
    }
  }

  List<S> placed() {
    return placed;
  }

  /** Overdue itself, or came before somebody who is and waits. */
  private boolean cannotBeOvertaken(S runner) {
    var overdue = line.lastOverdue();
    return runner.standing().overdue()
        || (overdue != null && Standing.byArrival(runner.standing(), overdue.standing()) < 0);
  }

  private int compareAlike(S a, S b) {
    return cannotBeOvertaken(a)
        ? Standing.byArrival(a.standing(), b.standing())
        : Standing.byRank(a.standing(), b.standing());
  }

  private boolean overtakes(S next, S runner) {
    if (!policy.admission().preempts()) {
      return false;
    }
    if (next.standing().overdue()) {
      return !cannotBeOvertaken(runner)
          || Standing.byArrival(next.standing(), runner.standing()) < 0;
    }
    return policy.order().displaces()
        && !cannotBeOvertaken(runner)
        && Standing.byRank(next.standing(), runner.standing()) < 0;
  }

  private void keep(S runner) {
    reserved -= generates(runner) ? 1 : 0;
    if (placed.size() < limits.maxRunning() && give(runner)) {
      placed.add(runner);
    } else {
      tally.paused++;
      memory.pause(runner);
      letWait(runner);
    }
  }

  /** Returns whether the next but one may be asked. */
  private boolean join(S next) {
    if (placed.size() == limits.maxRunning() || available() == 0 || promptShare.isSpent()) {
      return false;
    }
    var match = next.holds() ? null : next.match(memory.pool());
    if (!placed.isEmpty() && !fits(next, match)) {
      return false;
    }
    if (match != null) {
      if (next.blockAfter(match).filter(computing::contains).isPresent()) {
        // A neighbour computes in this step what this one needs: it can be found in the next.
        return false;
      }
    }
    line.remove(next);
    memory.resume(next);
    if (match != null && !memory.open(next, match, this::takeLast)) {
      letWait(next);
      return false;
    }
    if (give(next)) {
      placed.add(next);
      return true;
    }
    memory.pause(next);
    letWait(next);
    return false;
  }

  private boolean fits(S next, @Nullable PrefixMatch match) {
    var pool = memory.pool();
    int shared = match == null ? next.sharedBlocks() : match.inUse();
    return policy
        .admission()
        .admits(
            next, new Occupancy(placed, pool.blocks(), pool.free(), shared, batchForms, lengths));
  }

  /** Tokens of the step and blocks for them; false if there is no block. */
  private boolean give(S sequence) {
    if (!generates(sequence)) {
      sequence.extend();
      memory.receive(sequence);
    }
    int wanted = wanted(sequence);
    if (wanted == 0) {
      return true;
    }
    int count = memory.claim(sequence, wanted, this::takeLast);
    if (count == 0) {
      return false;
    }
    boolean generates = generates(sequence);
    if (!generates) {
      sequence.nextBlock().ifPresent(computing::add);
    }
    boolean first = sequence.standing().begin();
    tally.admitted += first ? 1 : 0;
    boolean last = count == sequence.missing();
    if (!generates) {
      promptShare.take(sequence.computed(), count, last);
    }
    (generates && !first ? answers : prompts)
        .add(new Share<>(sequence, sequence.computed(), count, last, first, 0));
    given += count;
    return true;
  }

  private int wanted(S sequence) {
    int missing = sequence.missing();
    int wanted = Math.min(sequence.worthComputing(), available());
    return generates(sequence) ? wanted : promptShare.most(sequence.computed(), missing, wanted);
  }

  /** Lets those who generate guess, as long as the step is small. */
  private void guess() {
    int bound = Math.min(speculation.stepTokens(), limits.stepTokens());
    for (int i = 0; i < answers.size(); i++) {
      var share = answers.get(i);
      var sequence = share.sequence();
      int length = sequence.length();
      int most = Math.min(speculation.mostDrafts(), bound - given);
      int drafts = sequence.takeDrafts(Math.min(most, sequence.mostTokens() - length - 1));
      if (drafts > 0 && memory.claimSpare(sequence, length, length + drafts, placed.size())) {
        answers.set(
            i, new Share<>(sequence, share.from(), share.count(), true, share.first(), drafts));
        given += drafts;
        tally.drafted += drafts;
      }
    }
  }

  /** The last of those who have not been looked at loses its place, and will lose its memory. */
  private @Nullable S takeLast() {
    if (behind.isEmpty()) {
      return null;
    }
    var last = behind.removeLast();
    reserved -= generates(last) ? 1 : 0;
    letWait(last);
    return last;
  }

  private void letWait(S sequence) {
    admitting = false;
    rank(sequence);
    line.add(sequence);
  }

  private void rank(S sequence) {
    sequence.standing().rank(policy.order().rank(sequence, limits));
  }

  private int available() {
    return limits.stepTokens() - given - reserved;
  }

  private static boolean generates(Sequence sequence) {
    return sequence.missing() == 1;
  }
}
