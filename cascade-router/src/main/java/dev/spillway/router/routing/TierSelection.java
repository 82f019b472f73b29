package dev.spillway.router.routing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * Chooses of many tiers the few that a router needs. More would each ask for their share of the
 * examples and help little: what counts is that their mistakes differ.
 *
 * <p>Forward selection: the tier is added whose router has the best front on other examples, again
 * and again until none improves it. (FrugalGPT, arXiv 2305.05176, section 3, searches all lists of
 * three and prunes them by how often tiers disagree.)
 */
public final class TierSelection {
  /** A gain in mean quality below this, over the square root of the judges, is luck. */
  private static final double LUCK = 0.2;

  private TierSelection() {}

  /**
   * The chosen tiers, in the order of the examples' tiers.
   *
   * @param judges other examples than the trainer's, with the same tiers
   * @param most tiers to choose
   * @param maxCost in dollars a question: quality is averaged over budgets up to this
   * @param chosen hears the tiers after each addition
   */
  public static List<Integer> select(
      CascadeTrainer trainer,
      List<Example> judges,
      int most,
      double maxCost,
      Consumer<List<Integer>> chosen) {
    List<Integer> best = List.of();
    double bestArea = Double.NEGATIVE_INFINITY;
    double luck = LUCK / Math.sqrt(judges.size());
    boolean improves = true;
    while (improves && best.size() < Math.min(most, trainer.tiers())) {
      improves = false;
      var before = best;
      double least = bestArea + luck;
      for (int tier = 0; tier < trainer.tiers(); tier++) {
        if (!before.contains(tier)) {
          var candidate = new ArrayList<>(before);
          candidate.add(tier);
          Collections.sort(candidate);
          double area = area(trainer, judges, candidate, maxCost);
          if (area > Math.max(bestArea, least)) {
            bestArea = area;
            best = List.copyOf(candidate);
            improves = true;
          }
        }
      }
      if (improves) {
        chosen.accept(best);
      }
    }
    return best;
  }

  private static double area(
      CascadeTrainer trainer, List<Example> judges, List<Integer> tiers, double maxCost) {
    var router = trainer.router(tiers);
    var replay =
        new RoutingReplay(router, judges.stream().map(example -> example.only(tiers)).toList());
    return Front.of(replay).meanQuality(maxCost);
  }
}
