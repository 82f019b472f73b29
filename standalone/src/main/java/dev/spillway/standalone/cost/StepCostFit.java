package dev.spillway.standalone.cost;

import java.util.List;

/**
 * The {@link StepCost} that is nearest to what was measured. Errors are taken relative to the time
 * measured, so that short steps, of which there are most, count as much as long ones.
 *
 * @param meanError of the prediction, relative to what was measured
 * @param p95Error 95 of 100 errors are at most this
 */
public record StepCostFit(StepCost cost, double meanError, double p95Error) {

  public static StepCostFit of(List<Measured> steps) {
    var rows = new double[steps.size()][];
    var ones = new double[steps.size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = StepCost.terms(steps.get(i).size());
      for (int term = 0; term < StepCost.TERMS; term++) {
        rows[i][term] /= steps.get(i).seconds();
      }
      ones[i] = 1;
    }
    var cost = StepCost.of(NonNegativeLeastSquares.solve(rows, ones));
    var errors =
        steps.stream()
            .mapToDouble(step -> Math.abs(cost.seconds(step.size()) / step.seconds() - 1))
            .sorted()
            .toArray();
    double mean = 0;
    for (double error : errors) {
      mean += error / errors.length;
    }
    return new StepCostFit(cost, mean, errors[(int) Math.ceil(0.95 * errors.length) - 1]);
  }
}
