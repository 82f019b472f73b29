package dev.spillway.router.fit;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.util.List;

/** Labelled decisions by columns: the same numbers, close together. */
final class Decisions {
  static final int MOST_TIERS = 8;

  private final double[] weights;
  private final double[][] confidences;
  private final double[][] qualities;
  private final double[][] costs;
  private final double[][] judging;

  private Decisions(int tiers, int size) {
    weights = new double[size];
    confidences = new double[tiers][size];
    qualities = new double[tiers][size];
    costs = new double[tiers][size];
    judging = new double[tiers][size];
  }

  /**
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} of {@code decisions}
   */
  static Decisions of(List<LabelledDecision> rows) {
    if (rows.isEmpty()) {
      throw invalid("must not be empty");
    }
    int tiers = rows.getFirst().attempts().size();
    if (tiers < 1 || tiers > MOST_TIERS) {
      throw invalid("must have attempts of 1 to %d tiers, not %d".formatted(MOST_TIERS, tiers));
    }
    var decisions = new Decisions(tiers, rows.size());
    int row = 0;
    for (var each : rows) {
      if (each.attempts().size() != tiers) {
        throw invalid("must all have attempts of the same tiers");
      }
      decisions.weights[row] = each.weight();
      for (int tier = 0; tier < tiers; tier++) {
        var attempt = each.attempts().get(tier);
        decisions.confidences[tier][row] = attempt.confidence();
        decisions.qualities[tier][row] = attempt.quality();
        decisions.costs[tier][row] = attempt.cost();
        decisions.judging[tier][row] = attempt.judging();
      }
      row++;
    }
    return decisions;
  }

  int size() {
    return weights.length;
  }

  int tiers() {
    return confidences.length;
  }

  double weight(int row) {
    return weights[row];
  }

  /** By row. Not to be changed. */
  double[] confidence(int tier) {
    return confidences[tier];
  }

  /** By row. Not to be changed. */
  double[] quality(int tier) {
    return qualities[tier];
  }

  /** By row. Not to be changed. */
  double[] cost(int tier) {
    return costs[tier];
  }

  /** By row. Not to be changed. */
  double[] judging(int tier) {
    return judging[tier];
  }

  private static SpillwayException invalid(String what) {
    return new SpillwayException(new ErrorKind.InvalidValue("decisions", "decisions " + what));
  }
}
