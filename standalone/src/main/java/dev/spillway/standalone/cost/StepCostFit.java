package dev.spillway.standalone.cost;

import java.util.List;

/**
 * The {@link StepCost} that is nearest to what was measured.
 *
 * <p><b>Shape.</b> Errors are taken relative to what the cost itself says, which is found by
 * fitting several times: relative to what was measured, a step that took half as long as it should
 * would count twice as much as one that took double, and the fit would lie below the mean. An error
 * beyond {@value #ODD} pulls no harder than one of that size (Huber, Annals of Mathematical
 * Statistics, 1964), so that an interrupted step does not bend the prices.
 *
 * <p><b>Scale.</b> The time of interrupted steps is real all the same, and those who wait feel it.
 * So all prices are then scaled until the cost says as much in all as was measured: interruptions
 * are spread over the time in which they may happen.
 *
 * @param meanError of the prediction, relative to what was measured
 * @param p95Error 95 of 100 errors are at most this
 */
public record StepCostFit(StepCost cost, double meanError, double p95Error) {
  private static final double ODD = 0.2;
  private static final int ROUNDS = 12;

  /** A prediction is at least this share of what was measured, when errors are weighed. */
  private static final double LEAST_SHARE = 0.05;

  /**
   * @param steps at least one
   */
  public static StepCostFit of(List<Measured> steps) {
    var scales = steps.stream().mapToDouble(Measured::seconds).toArray();
    var cost = solve(steps, scales, steps.stream().mapToDouble(Measured::times).toArray());
    for (int round = 0; round < ROUNDS; round++) {
      var weights = new double[scales.length];
      for (int i = 0; i < scales.length; i++) {
        double measured = steps.get(i).seconds();
        scales[i] = Math.max(LEAST_SHARE * measured, cost.seconds(steps.get(i).size()));
        double error = Math.abs(measured / scales[i] - 1);
        weights[i] = steps.get(i).times() * Math.min(1, ODD / error);
      }
      cost = solve(steps, scales, weights);
    }
    return scaled(cost, steps);
  }

  private static StepCost solve(List<Measured> steps, double[] scales, double[] weights) {
    var rows = new double[steps.size()][];
    var wanted = new double[steps.size()];
    for (int i = 0; i < rows.length; i++) {
      double factor = Math.sqrt(weights[i]) / scales[i];
      rows[i] = StepCost.terms(steps.get(i).size());
      for (int term = 0; term < StepCost.TERMS; term++) {
        rows[i][term] *= factor;
      }
      wanted[i] = steps.get(i).seconds() * factor;
    }
    return StepCost.of(NonNegativeLeastSquares.solve(rows, wanted));
  }

  private static StepCostFit scaled(StepCost shape, List<Measured> steps) {
    double measured = 0;
    double said = 0;
    for (var step : steps) {
      measured += step.total();
      said += step.times() * shape.seconds(step.size());
    }
    var cost = said > 0 ? shape.times(measured / said) : shape;
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
