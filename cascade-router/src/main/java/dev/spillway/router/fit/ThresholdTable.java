package dev.spillway.router.fit;

import java.util.Arrays;

/**
 * What a list of tiers comes to under any thresholds, by looking up a few sums.
 *
 * <p>The confidences of each stage are divided into bins at the thresholds to be tried. A request
 * reaches stage {@code j} if its bins at all stages before lie below the thresholds' there, and
 * what that adds in quality and cost does not depend on anything else. So one table for each stage,
 * with a dimension for each threshold before it, summed up along every dimension (a summed-area
 * table: Crow, SIGGRAPH 1984), gives every combination of thresholds in time of the number of
 * stages, whatever the number of requests. With one threshold this is sorting by confidence and
 * prefix sums.
 *
 * <p>A stage has all its distinct confidences as thresholds where the tables then have at most
 * {@value #CELLS} cells, which is exact; else quantiles of them.
 */
final class ThresholdTable {
  private static final int CELLS = 1 << 18;

  private final int[] tiers;
  private final double[][] edges;
  private final double total;
  private final double firstQuality;
  private final double firstCost;

  /** By stage after the first, what reaching it adds; the tables of stage 0 are empty. */
  private final double[][] quality;

  private final double[][] cost;
  private final double[] escalated;

  ThresholdTable(Decisions decisions, int[] tiers) {
    this.tiers = tiers;
    int stages = tiers.length;
    int most = stages == 1 ? 1 : (int) Math.floor(Math.pow(CELLS, 1.0 / (stages - 1)) + 1e-9);
    this.edges = new double[stages - 1][];
    for (int stage = 0; stage < stages - 1; stage++) {
      edges[stage] = edges(decisions.confidence(tiers[stage]), most);
    }
    this.quality = new double[stages][];
    this.cost = new double[stages][];
    int cells = 1;
    for (int stage = 1; stage < stages; stage++) {
      cells *= edges[stage - 1].length;
      quality[stage] = new double[cells];
      cost[stage] = new double[cells];
    }
    this.escalated = new double[stages == 1 ? 0 : edges[0].length];
    double weights = 0;
    double qualities = 0;
    double costs = 0;
    for (int row = 0; row < decisions.size(); row++) {
      double weight = decisions.weight(row);
      weights += weight;
      qualities += weight * decisions.quality(tiers[0])[row];
      costs += weight * cost(decisions, 0, row);
      add(decisions, row, weight);
    }
    this.total = weights;
    this.firstQuality = qualities;
    this.firstCost = costs;
    for (int stage = 1; stage < stages; stage++) {
      sumUp(quality[stage], stage);
      sumUp(cost[stage], stage);
    }
    if (stages > 1) {
      sumUp(escalated, 1);
    }
  }

  private void add(Decisions decisions, int row, double weight) {
    int cell = 0;
    for (int stage = 1; stage < tiers.length; stage++) {
      double[] steps = edges[stage - 1];
      int found = Arrays.binarySearch(steps, decisions.confidence(tiers[stage - 1])[row]);
      cell = cell * steps.length + (found >= 0 ? found : -found - 2);
      double better =
          decisions.quality(tiers[stage])[row] - decisions.quality(tiers[stage - 1])[row];
      quality[stage][cell] += weight * better;
      cost[stage][cell] += weight * cost(decisions, stage, row);
      if (stage == 1) {
        escalated[cell] += weight;
      }
    }
  }

  /** Of reaching a stage: its reply, and judging that unless it is given whatever it is. */
  private double cost(Decisions decisions, int stage, int row) {
    double reply = decisions.cost(tiers[stage])[row];
    return stage < tiers.length - 1 ? reply + decisions.judging(tiers[stage])[row] : reply;
  }

  /** Each cell becomes the sum of those that lie before it in every dimension. */
  private void sumUp(double[] table, int dimensions) {
    int stride = 1;
    for (int dimension = dimensions - 1; dimension >= 0; dimension--) {
      int length = edges[dimension].length;
      for (int start = 0; start < table.length; start++) {
        if (start / stride % length == 0) {
          double sum = 0;
          for (int i = start, left = length; left > 0; i += stride, left--) {
            double own = table[i];
            table[i] = sum;
            sum += own;
          }
        }
      }
      stride *= length;
    }
  }

  /** How many combinations of thresholds there are. */
  int size() {
    return tiers.length == 1 ? 1 : quality[tiers.length - 1].length;
  }

  double quality(int combination) {
    return (firstQuality + sum(quality, combination)) / total;
  }

  double cost(int combination) {
    return (firstCost + sum(cost, combination)) / total;
  }

  double escalated(int combination) {
    if (tiers.length == 1) {
      return 0;
    }
    int cell = combination;
    for (int stage = tiers.length - 1; stage > 1; stage--) {
      cell /= edges[stage - 1].length;
    }
    return escalated[cell] / total;
  }

  private double sum(double[][] tables, int combination) {
    double sum = 0;
    int cell = combination;
    for (int stage = tiers.length - 1; stage > 0; stage--) {
      sum += tables[stage][cell];
      cell /= edges[stage - 1].length;
    }
    return sum;
  }

  FittedCascade cascade(int combination) {
    var thresholds = new Double[tiers.length - 1];
    int cell = combination;
    for (int stage = tiers.length - 1; stage > 0; stage--) {
      double[] steps = edges[stage - 1];
      thresholds[stage - 1] = steps[cell % steps.length];
      cell /= steps.length;
    }
    return new FittedCascade(
        Arrays.stream(tiers).boxed().toList(),
        Arrays.asList(thresholds),
        quality(combination),
        cost(combination),
        escalated(combination));
  }

  /** Ascending thresholds, the least confidence first. */
  private static double[] edges(double[] confidences, int most) {
    double[] sorted = confidences.clone();
    Arrays.sort(sorted);
    double[] distinct = Arrays.stream(sorted).distinct().toArray();
    if (distinct.length <= most) {
      return distinct;
    }
    double[] quantiles = new double[most];
    for (int i = 0; i < most; i++) {
      quantiles[i] = sorted[(int) ((long) i * sorted.length / most)];
    }
    return Arrays.stream(quantiles).distinct().toArray();
  }
}
