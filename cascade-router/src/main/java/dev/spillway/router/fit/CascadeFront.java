package dev.spillway.router.fit;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The cascades that nothing beats: none is as good for less money.
 *
 * @param points by rising cost and quality
 * @param seldom by rising share of escalations and quality: of the cascades that start with the
 *     first tier, those of which none is as good with fewer escalations
 * @param bestTier the single tier of the best quality, the cheapest of several
 */
public record CascadeFront(
    List<FittedCascade> points, List<FittedCascade> seldom, FittedCascade bestTier) {

  public CascadeFront {
    points = List.copyOf(points);
    seldom = List.copyOf(seldom);
  }

  /**
   * The front of some cascades, such as what was kept of another front.
   *
   * @param cascades at least one
   */
  public static CascadeFront of(List<FittedCascade> cascades, FittedCascade bestTier) {
    return new CascadeFront(
        pareto(cascades, FittedCascade::cost),
        pareto(
            cascades.stream().filter(each -> each.tiers().getFirst() == 0).toList(),
            FittedCascade::escalated),
        bestTier);
  }

  /**
   * The cascade that serves a goal best.
   *
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} of {@code budget}, {@code
   *     quality} or {@code escalations} that says what could be had, if none serves it
   */
  public FittedCascade at(Goal goal) {
    return switch (goal) {
      case Goal.Budget(double usdPerThousand) ->
          last(points, point -> point.cost() * 1_000, usdPerThousand)
              .orElseThrow(
                  () ->
                      invalid(
                          "budget",
                          "must be at least what the cheapest tier costs, in dollars a thousand"
                              + " requests: "
                              + figure(points.getFirst().cost() * 1_000)));
      case Goal.Quality(double share) ->
          points.stream()
              .filter(point -> point.quality() >= share * bestTier.quality())
              .findFirst()
              .orElseThrow(
                  () ->
                      invalid(
                          "quality",
                          "may be at most this share of the best tier's: "
                              + figure(points.getLast().quality() / bestTier.quality())));
      case Goal.Escalations(double share) ->
          last(seldom, FittedCascade::escalated, share)
              .orElseThrow(() -> invalid("escalations", "must be a share from 0 to 1"));
    };
  }

  /** At most so many points of the front, its ends among them, evenly spread over its list. */
  public List<FittedCascade> thinned(int most) {
    if (most < 2) {
      throw new IllegalArgumentException("a front has two ends; asked for points: " + most);
    }
    if (points.size() <= most) {
      return points;
    }
    var thinned = new ArrayList<FittedCascade>();
    for (int i = 0; i < most; i++) {
      thinned.add(points.get((int) ((long) i * (points.size() - 1) / (most - 1))));
    }
    return thinned;
  }

  /** Those of which none costs as little and is as good, by rising cost. */
  static List<FittedCascade> pareto(
      List<FittedCascade> candidates, ToDoubleFunction<FittedCascade> cost) {
    var sorted =
        candidates.stream()
            .sorted(
                Comparator.comparingDouble(cost)
                    .thenComparing(Comparator.comparingDouble(FittedCascade::quality).reversed())
                    .thenComparingInt(point -> point.tiers().size()))
            .toList();
    var front = new ArrayList<FittedCascade>();
    for (var point : sorted) {
      if (front.isEmpty() || point.quality() > front.getLast().quality()) {
        front.add(point);
      }
    }
    return front;
  }

  private static Optional<FittedCascade> last(
      List<FittedCascade> points, ToDoubleFunction<FittedCascade> cost, double most) {
    return points.stream()
        .takeWhile(point -> cost.applyAsDouble(point) <= most)
        .reduce((before, after) -> after);
  }

  private static SpillwayException invalid(String field, String what) {
    return new SpillwayException(new ErrorKind.InvalidValue(field, field + " " + what));
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }
}
