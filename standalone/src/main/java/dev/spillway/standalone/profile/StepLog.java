package dev.spillway.standalone.profile;

import dev.spillway.standalone.cost.Measured;
import dev.spillway.worker.engine.StepListener;
import dev.spillway.worker.schedule.Plan;
import dev.spillway.worker.schedule.StepSize;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The times of steps, kept while somebody wants them. Steps of about one size are kept as one: as
 * many tokens and outputs, and reads that differ by less than a fifth. Of sizes beyond the first
 * {@value #MOST} nothing is kept.
 *
 * <p>The engine's thread writes; any may read.
 */
final class StepLog implements StepListener {
  private static final int MOST = 4096;

  /** Four to each doubling. */
  private static final double PARTS = 4;

  private static final Comparator<StepSize> BY_SIZE =
      Comparator.comparingInt(StepSize::tokens)
          .thenComparingInt(StepSize::outputs)
          .thenComparingLong(StepSize::answerReads)
          .thenComparingLong(StepSize::promptReads);

  private record Kind(int tokens, int outputs, int answerReads, int promptReads) {
    static Kind of(StepSize size) {
      return new Kind(
          size.tokens(), size.outputs(), part(size.answerReads()), part(size.promptReads()));
    }

    private static int part(long reads) {
      return (int) (PARTS * Math.log(1.0 + reads) / Math.log(2));
    }
  }

  private static final class Sum {
    private int times;
    private long answerReads;
    private long promptReads;
    private long nanos;

    void add(StepSize size, long took) {
      times++;
      answerReads += size.answerReads();
      promptReads += size.promptReads();
      nanos += took;
    }

    Measured mean(Kind kind) {
      var size =
          new StepSize(kind.tokens(), kind.outputs(), answerReads / times, promptReads / times);
      return new Measured(size, Math.max(1, nanos) / 1e9 / times, times);
    }
  }

  private final Map<Kind, Sum> sums = new HashMap<>();
  private boolean wanted;

  /** Keeps steps from now on, or no more. */
  synchronized void keep(boolean steps) {
    wanted = steps;
  }

  @Override
  public synchronized void onStep(Plan<?> plan, long nanos) {
    if (wanted) {
      add(StepSize.of(plan), nanos);
    }
  }

  synchronized void add(StepSize size, long nanos) {
    var kind = Kind.of(size);
    if (sums.containsKey(kind) || sums.size() < MOST) {
      sums.computeIfAbsent(kind, k -> new Sum()).add(size, nanos);
    }
  }

  /** Means, by size. */
  synchronized List<Measured> steps() {
    var steps = new ArrayList<Measured>();
    sums.forEach((kind, sum) -> steps.add(sum.mean(kind)));
    steps.sort(Comparator.comparing(Measured::size, BY_SIZE));
    return steps;
  }
}
