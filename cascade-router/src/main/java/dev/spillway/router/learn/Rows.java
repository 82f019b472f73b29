package dev.spillway.router.learn;

import java.util.List;

/** The inputs of a {@link LogisticRegression}, a row for each example. */
sealed interface Rows {
  int size();

  int columns();

  double dot(int row, double[] weights);

  /** {@code to += factor * row}. */
  void addTo(int row, double factor, double[] to);

  /** Rows of few components that are not zero. */
  record Sparse(List<SparseVector> rows, int columns) implements Rows {
    public Sparse {
      rows = List.copyOf(rows);
    }

    @Override
    public int size() {
      return rows.size();
    }

    @Override
    public double dot(int row, double[] weights) {
      return rows.get(row).dot(weights);
    }

    @Override
    public void addTo(int row, double factor, double[] to) {
      rows.get(row).addTo(factor, to);
    }
  }

  /** Vectors of length one, all of one model. */
  record Meanings(List<Meaning> rows) implements Rows {
    public Meanings {
      rows = List.copyOf(rows);
    }

    @Override
    public int size() {
      return rows.size();
    }

    @Override
    public int columns() {
      return rows.getFirst().numbers();
    }

    @Override
    public double dot(int row, double[] weights) {
      return rows.get(row).dot(weights);
    }

    @Override
    public void addTo(int row, double factor, double[] to) {
      rows.get(row).addTo(factor, to);
    }
  }

  /** Rows that are all of one length. */
  final class Dense implements Rows {
    private final double[][] rows;
    private final int columns;

    Dense(double[][] rows, int columns) {
      this.rows = rows;
      this.columns = columns;
    }

    @Override
    public int columns() {
      return columns;
    }

    @Override
    public int size() {
      return rows.length;
    }

    @Override
    public double dot(int row, double[] weights) {
      double sum = 0;
      double[] values = rows[row];
      for (int i = 0; i < columns; i++) {
        sum += values[i] * weights[i];
      }
      return sum;
    }

    @Override
    public void addTo(int row, double factor, double[] to) {
      double[] values = rows[row];
      for (int i = 0; i < columns; i++) {
        to[i] += factor * values[i];
      }
    }
  }
}
