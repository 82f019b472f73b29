package dev.spillway.standalone.cost;

import java.util.stream.IntStream;

/**
 * Finds {@code x >= 0} that makes {@code |A x - b|} least, by the active-set method of Lawson and
 * Hanson (Solving Least Squares Problems, 1974, chapter 23).
 *
 * <p>Unknowns are either free or held at zero. Whichever held one would lower the error most is
 * freed; the free ones are solved for; where that makes some negative, the step is cut short at the
 * first that reaches zero, which is then held. It ends because the error falls each time.
 *
 * <p>It works on the normal equations of columns of length one. With a dozen columns of
 * measurements that are right to a percent, their squared condition does not matter.
 */
final class NonNegativeLeastSquares {
  private static final double TOLERANCE = 1e-12;
  private static final int ROUNDS_PER_UNKNOWN = 30;

  private final int n;
  private final double[][] gram;
  private final double[] right;
  private final double[] scale;

  private NonNegativeLeastSquares(double[][] rows, double[] b) {
    n = rows[0].length;
    scale = new double[n];
    gram = new double[n][n];
    right = new double[n];
    for (var row : rows) {
      for (int i = 0; i < n; i++) {
        scale[i] += row[i] * row[i];
      }
    }
    for (int i = 0; i < n; i++) {
      scale[i] = Math.sqrt(scale[i]);
    }
    for (int r = 0; r < rows.length; r++) {
      for (int i = 0; i < n; i++) {
        double a = scaled(rows[r], i);
        right[i] += a * b[r];
        for (int j = 0; j < n; j++) {
          gram[i][j] += a * scaled(rows[r], j);
        }
      }
    }
  }

  /** A column of zeros gets zero. */
  static double[] solve(double[][] rows, double[] b) {
    if (rows.length == 0 || rows.length != b.length) {
      throw new IllegalArgumentException("as many right sides as rows are needed, at least one");
    }
    return new NonNegativeLeastSquares(rows, b).solve();
  }

  private double scaled(double[] row, int i) {
    return scale[i] == 0 ? 0 : row[i] / scale[i];
  }

  private double[] solve() {
    var free = new boolean[n];
    var x = new double[n];
    for (int round = 0; round < ROUNDS_PER_UNKNOWN * n; round++) {
      int best = steepest(free, x);
      if (best < 0) {
        break;
      }
      free[best] = true;
      settle(free, x);
    }
    for (int i = 0; i < n; i++) {
      x[i] = scale[i] == 0 ? 0 : x[i] / scale[i];
    }
    return x;
  }

  /** The held unknown that lowers the error most when it grows, or -1. */
  private int steepest(boolean[] free, double[] x) {
    int best = -1;
    double most = TOLERANCE;
    for (int i = 0; i < n; i++) {
      if (!free[i] && scale[i] > 0) {
        double gain = right[i];
        for (int j = 0; j < n; j++) {
          gain -= gram[i][j] * x[j];
        }
        if (gain > most) {
          most = gain;
          best = i;
        }
      }
    }
    return best;
  }

  /** Solves for the free ones, holding those that would be negative. */
  private void settle(boolean[] free, double[] x) {
    while (true) {
      var wanted = solveFree(free);
      double part = 1;
      for (int i = 0; i < n; i++) {
        if (free[i] && wanted[i] <= 0) {
          part = Math.min(part, x[i] / (x[i] - wanted[i]));
        }
      }
      if (Double.isNaN(part)) {
        part = 0;
      }
      boolean held = false;
      for (int i = 0; i < n; i++) {
        if (free[i]) {
          x[i] += part * (wanted[i] - x[i]);
          if (wanted[i] <= 0 && x[i] <= TOLERANCE) {
            x[i] = 0;
            free[i] = false;
            held = true;
          }
        }
      }
      if (!held) {
        return;
      }
    }
  }

  /** Gauss elimination with pivots, of the free rows and columns. */
  private double[] solveFree(boolean[] free) {
    var index = IntStream.range(0, n).filter(i -> free[i]).toArray();
    int m = index.length;
    var a = new double[m][m + 1];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < m; j++) {
        a[i][j] = gram[index[i]][index[j]];
      }
      a[i][m] = right[index[i]];
    }
    var result = new double[n];
    for (int column = 0; column < m; column++) {
      int pivot = column;
      for (int row = column + 1; row < m; row++) {
        pivot = Math.abs(a[row][column]) > Math.abs(a[pivot][column]) ? row : pivot;
      }
      var swapped = a[column];
      a[column] = a[pivot];
      a[pivot] = swapped;
      for (int row = column + 1; row < m && a[column][column] != 0; row++) {
        double factor = a[row][column] / a[column][column];
        for (int j = column; j <= m; j++) {
          a[row][j] -= factor * a[column][j];
        }
      }
    }
    for (int row = m - 1; row >= 0; row--) {
      double sum = a[row][m];
      for (int j = row + 1; j < m; j++) {
        sum -= a[row][j] * result[index[j]];
      }
      result[index[row]] = Math.abs(a[row][row]) < TOLERANCE ? 0 : sum / a[row][row];
    }
    return result;
  }
}
