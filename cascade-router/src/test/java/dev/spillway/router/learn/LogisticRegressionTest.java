package dev.spillway.router.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LogisticRegressionTest {

  @Test
  void it_finds_the_weights_that_made_the_labels() {
    var random = new Random(1);
    double[][] rows = new double[20_000][2];
    double[] labels = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i][0] = random.nextGaussian();
      rows[i][1] = random.nextGaussian();
      double score = 2 * rows[i][0] - rows[i][1] + 0.5;
      labels[i] = random.nextDouble() < LogisticRegression.probability(score) ? 1 : 0;
    }
    var model = LogisticRegression.fit(new Rows.Dense(rows, 2), Targets.of(labels), 1);
    double bias = model.score(new double[] {0, 0});
    assertThat(bias).isCloseTo(0.5, Offset.offset(0.1));
    assertThat(model.score(new double[] {1, 0}) - bias).isCloseTo(2, Offset.offset(0.1));
    assertThat(model.score(new double[] {0, 1}) - bias).isCloseTo(-1, Offset.offset(0.1));
  }

  @Test
  void labels_that_are_all_alike_give_their_share_and_no_infinity() {
    double[][] rows = {{1}, {2}, {3}};
    var model =
        LogisticRegression.fit(new Rows.Dense(rows, 1), Targets.of(new double[] {1, 1, 1}), 1);
    assertThat(model.score(new double[] {2})).isFinite().isPositive();
  }

  @Test
  void a_label_for_each_row_is_needed() {
    var rows = new Rows.Dense(new double[][] {{1}}, 1);
    assertThatThrownBy(() -> LogisticRegression.fit(rows, Targets.of(new double[] {1, 0}), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_path_ends_where_a_fit_from_nothing_does() {
    var random = new Random(2);
    double[][] rows = new double[2_000][3];
    double[] labels = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      Arrays.setAll(rows[i], column -> random.nextGaussian());
      labels[i] = rows[i][0] + random.nextGaussian() > 0 ? 1 : 0;
    }
    var dense = new Rows.Dense(rows, 3);
    var last = LogisticRegression.path(dense, Targets.of(labels), 0.001, 0.03, 1).getLast();
    double[] input = {1, 1, 1};
    assertThat(last.score(input))
        .isCloseTo(
            LogisticRegression.fit(dense, Targets.of(labels), 1).score(input), Offset.offset(0.01));
  }
}
