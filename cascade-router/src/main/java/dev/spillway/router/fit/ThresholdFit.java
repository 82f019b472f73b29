package dev.spillway.router.fit;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;

/**
 * Computes what can be had: for every list of tiers, in their order, and every combination of
 * thresholds, cost and quality on labelled decisions; of these the front.
 *
 * <p>This is FrugalGPT's problem (Chen et al. 2023, arXiv 2305.05176, section 3), which it solves
 * for one budget at a time by a grid over quantiles and a local search. A {@link ThresholdTable}
 * gives all budgets at once: exact for two tiers, and for more where confidences take few values;
 * else thresholds are quantiles, some hundred of each of two, dozens of each of three.
 *
 * <p>What was fitted flatters itself: report it on other decisions, with {@link Trial}.
 *
 * <p>Laws: no combination of the thresholds tried beats a point of the front. The same decisions
 * give the same front.
 */
public final class ThresholdFit {
  private static final int SIEVE = 2_048;

  private final Decisions decisions;
  private final List<FittedCascade> byCost = new ArrayList<>();
  private final List<FittedCascade> byEscalations = new ArrayList<>();

  /** Hears how far the fit is. */
  public interface Progress {
    /** So many lists of tiers of so many are done. */
    void done(int lists, int of);
  }

  private ThresholdFit(Decisions decisions) {
    this.decisions = decisions;
  }

  /**
   * The front over decisions of up to eight tiers.
   *
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} of {@code decisions} if there are
   *     none, or they have not the same tiers
   */
  public static CascadeFront front(List<LabelledDecision> rows, Progress progress) {
    return new ThresholdFit(Decisions.of(rows)).run(progress);
  }

  private CascadeFront run(Progress progress) {
    int lists = (1 << decisions.tiers()) - 1;
    for (int list = 1; list <= lists; list++) {
      search(tiers(list));
      progress.done(list, lists);
    }
    var bestTier =
        byCost.stream()
            .filter(point -> point.tiers().size() == 1)
            .max(
                Comparator.comparingDouble(FittedCascade::quality)
                    .thenComparing(Comparator.comparingDouble(FittedCascade::cost).reversed()))
            .orElseThrow();
    return new CascadeFront(
        CascadeFront.pareto(byCost, FittedCascade::cost),
        CascadeFront.pareto(byEscalations, FittedCascade::escalated),
        bestTier);
  }

  private int[] tiers(int list) {
    int[] tiers = new int[Integer.bitCount(list)];
    int at = 0;
    for (int tier = 0; tier < decisions.tiers(); tier++) {
      if ((list >> tier & 1) != 0) {
        tiers[at++] = tier;
      }
    }
    return tiers;
  }

  private void search(int[] tiers) {
    var table = new ThresholdTable(decisions, tiers);
    byCost.addAll(front(table, table::cost, FittedCascade::cost));
    if (tiers[0] == 0) {
      byEscalations.addAll(front(table, table::escalated, FittedCascade::escalated));
    }
  }

  /** The front of one list: candidates that some cheaper one does not beat are sorted. */
  private static List<FittedCascade> front(
      ThresholdTable table, IntToDoubleFunction price, ToDoubleFunction<FittedCascade> cost) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < table.size(); i++) {
      least = Math.min(least, price.applyAsDouble(i));
      most = Math.max(most, price.applyAsDouble(i));
    }
    double width = Math.max(Double.MIN_NORMAL, (most - least) / SIEVE);
    double[] best = new double[SIEVE + 2];
    Arrays.fill(best, Double.NEGATIVE_INFINITY);
    for (int i = 0; i < table.size(); i++) {
      int above = (int) ((price.applyAsDouble(i) - least) / width) + 1;
      best[above] = Math.max(best[above], table.quality(i));
    }
    for (int i = 1; i < best.length; i++) {
      best[i] = Math.max(best[i], best[i - 1]);
    }
    var candidates = new ArrayList<FittedCascade>();
    for (int i = 0; i < table.size(); i++) {
      int below = (int) ((price.applyAsDouble(i) - least) / width);
      if (table.quality(i) > best[below]) {
        candidates.add(table.cascade(i));
      }
    }
    return CascadeFront.pareto(candidates, cost);
  }
}
