package dev.spillway.benchmarks.routing;

import dev.spillway.router.routing.Example;
import dev.spillway.router.routing.Front;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * What can be had without knowing anything of a question: single models, and chance between two of
 * them. A router is worth its name above this line only.
 */
final class Hull {
  private static final int GRID = 400;

  private record Point(double cost, double quality) {}

  private final List<Point> points;

  private Hull(List<Point> points) {
    this.points = points;
  }

  static Hull of(List<Example> examples, int models) {
    var singles = new ArrayList<Point>();
    for (int model = 0; model < models; model++) {
      singles.add(new Point(cost(examples, model), quality(examples, model)));
    }
    singles.sort(Comparator.comparingDouble(Point::cost).thenComparing(Point::quality));
    Deque<Point> hull = new ArrayDeque<>();
    for (var next : singles) {
      if (!hull.isEmpty() && next.quality <= hull.getLast().quality) {
        continue;
      }
      while (hull.size() > 1 && bends(hull, next)) {
        hull.removeLast();
      }
      hull.addLast(next);
    }
    return new Hull(List.copyOf(hull));
  }

  private static boolean bends(Deque<Point> hull, Point next) {
    var last = hull.removeLast();
    var before = hull.getLast();
    hull.addLast(last);
    return (last.quality - before.quality) * (next.cost - before.cost)
        <= (next.quality - before.quality) * (last.cost - before.cost);
  }

  static double cost(List<Example> examples, int model) {
    return examples.stream().mapToDouble(e -> e.replies().get(model).cost()).average().orElse(0);
  }

  static double quality(List<Example> examples, int model) {
    return examples.stream().mapToDouble(e -> e.replies().get(model).quality()).average().orElse(0);
  }

  private double cheapest() {
    return points.getFirst().cost;
  }

  /** The quality for this cost; that of the best model beyond its cost. */
  double at(double cost) {
    var left = points.getFirst();
    for (var right : points) {
      if (right.cost > cost) {
        double share = (cost - left.cost) / Math.max(1e-300, right.cost - left.cost);
        return left.quality + Math.max(0, share) * (right.quality - left.quality);
      }
      left = right;
    }
    return left.quality;
  }

  /** The mean gain over the hull for costs up to the best single model's. */
  double gain(Front front, double reference) {
    double sum = 0;
    int counted = 0;
    for (int i = 0; i <= GRID; i++) {
      double cost = reference * i / GRID;
      if (cost >= cheapest() && cost >= front.points().getFirst().cost()) {
        sum += qualityAt(front, cost) - at(cost);
        counted++;
      }
    }
    return sum / counted;
  }

  private static double qualityAt(Front front, double cost) {
    var points =
        front.points().stream().sorted(Comparator.comparingDouble(Front.Point::cost)).toList();
    var left = points.getFirst();
    for (var right : points) {
      if (right.cost() > cost) {
        double share = (cost - left.cost()) / Math.max(1e-300, right.cost() - left.cost());
        return left.quality() + Math.clamp(share, 0.0, 1.0) * (right.quality() - left.quality());
      }
      left = right;
    }
    return left.quality();
  }
}
