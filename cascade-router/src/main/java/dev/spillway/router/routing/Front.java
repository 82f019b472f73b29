package dev.spillway.router.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What quality a router gives for what cost: a point for each of many worths of a right answer,
 * from so little that only the cheapest tier is asked to so much that cost does not matter.
 *
 * @param points by rising worth
 */
public record Front(List<Point> points) {
  private static final int POINTS = 160;
  private static final double SPAN = 1e6;

  /**
   * Means over the examples, each as much as it weighs.
   *
   * @param worth dollars by which a right answer was worth more than a wrong one
   * @param cost in dollars a question
   * @param asked tiers a question
   */
  public record Point(double worth, double quality, double cost, double asked) {}

  public Front {
    points = List.copyOf(points);
  }

  /** Measures the whole front. */
  public static Front of(RoutingReplay replay) {
    double cheapest = replay.cheapest();
    var points = new ArrayList<Point>();
    for (int i = 0; i < POINTS; i++) {
      points.add(point(replay, cheapest * Math.pow(SPAN, i / (POINTS - 1.0))));
    }
    return new Front(points);
  }

  /** Measures one point. */
  public static Point point(RoutingReplay replay, double worth) {
    double quality = 0;
    double cost = 0;
    double asked = 0;
    double n = 0;
    for (int i = 0; i < replay.size(); i++) {
      var outcome = replay.outcome(i, worth);
      double weight = replay.weight(i);
      n += weight;
      quality += weight * outcome.quality();
      cost += weight * outcome.cost();
      asked += weight * outcome.asked();
    }
    return new Point(worth, quality / n, cost / n, asked / n);
  }

  /**
   * The dearest that costs no more; empty if even the cheapest costs more. Not the one with the
   * best quality: among points that differ by luck, that would choose the luckiest, and leave a
   * part of the budget unspent.
   */
  public Optional<Point> within(double budget) {
    return points.stream()
        .filter(point -> point.cost() <= budget)
        .max(Comparator.comparingDouble(Point::cost));
  }

  /**
   * The mean over all budgets up to {@code maxCost}, in dollars a question, of the best quality
   * within the budget; 0 where nothing is that cheap.
   */
  public double meanQuality(double maxCost) {
    var byCost = points.stream().sorted(Comparator.comparingDouble(Point::cost)).toList();
    double area = 0;
    double best = 0;
    double from = 0;
    for (var point : byCost) {
      double to = Math.min(point.cost(), maxCost);
      area += best * (to - from);
      from = to;
      best = Math.max(best, point.quality());
    }
    return (area + best * (maxCost - from)) / maxCost;
  }
}
