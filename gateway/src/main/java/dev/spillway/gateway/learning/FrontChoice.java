package dev.spillway.gateway.learning;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.router.fit.CascadeFront;
import dev.spillway.router.fit.FittedCascade;
import dev.spillway.router.fit.Goal;
import java.util.List;

/** Finds on a front that was kept what serves a goal. */
public final class FrontChoice {
  private FrontChoice() {}

  /**
   * The point of the report's front that serves the goal best, by the figures where it was fitted.
   *
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} naming the goal if none does
   */
  public static FitReport.Point of(FitReport report, Goal goal) {
    var cascades = report.front().stream().map(point -> cascade(report, point)).toList();
    var best =
        cascades.stream()
            .filter(each -> each.thresholds().isEmpty())
            .reduce((before, after) -> after)
            .orElse(cascades.getLast());
    var chosen = CascadeFront.of(cascades, best).at(goal);
    return report.front().get(cascades.indexOf(chosen));
  }

  private static FittedCascade cascade(FitReport report, FitReport.Point point) {
    List<Integer> tiers = point.tiers().stream().map(report.tiers()::indexOf).toList();
    var fitted = point.fitted();
    return new FittedCascade(
        tiers, point.thresholds(), fitted.get(0), fitted.get(1), fitted.get(2));
  }
}
