package dev.spillway.router.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TargetsTest {
  private static final int EXAMPLES = 64;

  private final Random random = new Random(9);
  private final double[][] inputs = new double[EXAMPLES][];
  private final double[] labels = new double[EXAMPLES];
  private final double[] weights = new double[EXAMPLES];

  TargetsTest() {
    for (int i = 0; i < EXAMPLES; i++) {
      inputs[i] = new double[] {random.nextGaussian(), random.nextGaussian()};
      labels[i] = random.nextDouble() < 1 / (1 + Math.exp(-inputs[i][0])) ? 1 : 0;
      weights[i] = 1 + random.nextInt(4);
    }
  }

  /** Law: where all count the same it is as if nothing were said of it, to the last bit. */
  @Test
  void weights_that_are_all_the_same_change_no_bit() {
    double[] same = new double[EXAMPLES];
    Arrays.fill(same, 4);
    var plain = NumbersClassifier.fit(inputs, Targets.of(labels), 0.25);
    var weighted = NumbersClassifier.fit(inputs, Targets.of(labels, same), 0.25);
    assertThat(weighted.probability(inputs[0])).isEqualTo(plain.probability(inputs[0]));
  }

  @Test
  void an_example_that_counts_as_three_is_as_three_of_them() {
    var repeated = new ArrayList<double[]>();
    var told = new ArrayList<Double>();
    for (int i = 0; i < EXAMPLES; i++) {
      for (int copy = 0; copy < weights[i]; copy++) {
        repeated.add(inputs[i]);
        told.add(labels[i]);
      }
    }
    var copies =
        LogisticRegression.fit(
            new Rows.Dense(repeated.toArray(double[][]::new), 2),
            Targets.of(told.stream().mapToDouble(each -> each).toArray()),
            1);
    // The prior counts as much against as many examples.
    double strength = repeated.size() / (double) EXAMPLES;
    var weighted =
        LogisticRegression.fit(new Rows.Dense(inputs, 2), Targets.of(labels, weights), strength);
    var even = LogisticRegression.fit(new Rows.Dense(inputs, 2), Targets.of(labels), strength);
    for (var input : inputs) {
      assertThat(weighted.score(input)).isCloseTo(copies.score(input), within(0.01));
    }
    assertThat(
            Arrays.stream(inputs)
                .anyMatch(input -> Math.abs(weighted.score(input) - even.score(input)) > 0.05))
        .isTrue();
  }

  @Test
  void what_is_expected_of_a_quantity_is_right_in_the_weighted_mean() {
    double[] costs = new double[EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) {
      costs[i] = Math.exp(inputs[i][0] + random.nextGaussian() * 0.5);
    }
    var regression = PositiveRegression.fit(inputs, Targets.of(costs, weights));
    double expected = 0;
    double real = 0;
    for (int i = 0; i < EXAMPLES; i++) {
      expected += weights[i] * regression.expected(inputs[i]);
      real += weights[i] * costs[i];
    }
    assertThat(expected / real).isCloseTo(1, within(0.02));
  }

  @Test
  void a_calibration_error_weighs_as_the_answers_do() {
    double[] predicted = {0.9, 0.9};
    double[] right = {1, 0};
    assertThat(Reliability.of(predicted, right, new double[] {9, 1}, 10).expectedError())
        .isCloseTo(0, within(1e-9));
    assertThat(Reliability.of(predicted, right, 10).expectedError()).isCloseTo(0.4, within(1e-9));
  }

  @Test
  void there_is_a_weight_for_each() {
    assertThatThrownBy(() -> Targets.of(labels, new double[] {1}))
        .hasMessageContaining("as many weights");
    assertThat(List.of(Targets.of(labels).size())).containsExactly(EXAMPLES);
  }
}
