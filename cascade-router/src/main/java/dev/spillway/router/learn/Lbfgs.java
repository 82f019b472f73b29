package dev.spillway.router.learn;

/**
 * Minimises a smooth convex function by the limited-memory quasi-Newton method (Nocedal and Wright,
 * Numerical Optimization, 2nd edition, algorithms 7.4 and 7.5), with a backtracking line search.
 * Deterministic: the same function gives the same bits.
 */
final class Lbfgs {
  private static final int MEMORY = 8;
  private static final double ENOUGH_DECREASE = 1e-4;
  private static final int HALVINGS = 30;

  /** A function of a point. */
  interface Objective {
    /** The value at {@code point}; {@code gradient} is overwritten with the gradient there. */
    double at(double[] point, double[] gradient);
  }

  private final double[][] steps = new double[MEMORY][];
  private final double[][] changes = new double[MEMORY][];
  private final double[] curvatures = new double[MEMORY];
  private int pairs;

  private Lbfgs() {}

  /** The point reached from {@code start} after at most so many iterations. */
  static double[] minimise(Objective objective, double[] start, int iterations, double tolerance) {
    return new Lbfgs().run(objective, start.clone(), iterations, tolerance);
  }

  private double[] run(Objective objective, double[] start, int iterations, double tolerance) {
    double[] point = start;
    double[] gradient = new double[point.length];
    double value = objective.at(point, gradient);
    for (int iteration = 0; iteration < iterations; iteration++) {
      if (norm(gradient) <= tolerance * Math.max(1, norm(point))) {
        break;
      }
      double[] direction = direction(gradient);
      double slope = dot(direction, gradient);
      double length = pairs == 0 ? 1 / Math.max(1, norm(gradient)) : 1;
      double[] next = new double[point.length];
      double[] nextGradient = new double[point.length];
      double nextValue = Double.POSITIVE_INFINITY;
      for (int halving = 0; halving < HALVINGS; halving++, length /= 2) {
        for (int i = 0; i < point.length; i++) {
          next[i] = point[i] + length * direction[i];
        }
        nextValue = objective.at(next, nextGradient);
        if (nextValue <= value + ENOUGH_DECREASE * length * slope) {
          break;
        }
      }
      if (!(nextValue < value)) {
        break;
      }
      remember(point, next, gradient, nextGradient);
      point = next;
      gradient = nextGradient;
      value = nextValue;
    }
    return point;
  }

  private void remember(double[] from, double[] to, double[] before, double[] after) {
    double[] step = new double[from.length];
    double[] change = new double[from.length];
    for (int i = 0; i < from.length; i++) {
      step[i] = to[i] - from[i];
      change[i] = after[i] - before[i];
    }
    double curvature = dot(step, change);
    if (curvature > 1e-12 * dot(change, change)) {
      int at = pairs++ % MEMORY;
      steps[at] = step;
      changes[at] = change;
      curvatures[at] = curvature;
    }
  }

  /** The two-loop recursion: minus the gradient, scaled by the curvature seen so far. */
  private double[] direction(double[] gradient) {
    double[] direction = gradient.clone();
    int known = Math.min(pairs, MEMORY);
    double[] alphas = new double[MEMORY];
    for (int age = 1; age <= known; age++) {
      int at = (pairs - age) % MEMORY;
      alphas[at] = dot(steps[at], direction) / curvatures[at];
      add(direction, -alphas[at], changes[at]);
    }
    double scale = -1;
    if (known > 0) {
      int newest = (pairs - 1) % MEMORY;
      scale = -curvatures[newest] / dot(changes[newest], changes[newest]);
    }
    for (int i = 0; i < direction.length; i++) {
      direction[i] *= scale;
    }
    for (int age = known; age >= 1; age--) {
      int at = (pairs - age) % MEMORY;
      double beta = dot(changes[at], direction) / curvatures[at];
      add(direction, -alphas[at] - beta, steps[at]);
    }
    return direction;
  }

  private static void add(double[] to, double factor, double[] from) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * from[i];
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double norm(double[] vector) {
    return Math.sqrt(dot(vector, vector));
  }
}
