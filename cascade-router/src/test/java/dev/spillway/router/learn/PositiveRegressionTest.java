package dev.spillway.router.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PositiveRegressionTest {
  private static final int EXAMPLES = 4_000;

  private final Random random = new Random(5);
  private final double[][] inputs = new double[EXAMPLES][];
  private final double[] values = new double[EXAMPLES];

  @Test
  void a_cost_that_grows_with_a_number_is_expected_to() {
    fill(0);
    var regression = PositiveRegression.fit(inputs, Targets.of(values));

    assertThat(regression.expected(new double[] {2, 7})).isCloseTo(Math.exp(-5), within(1e-4));
    assertThat(regression.expected(new double[] {3, 7})).isCloseTo(Math.exp(-4), within(1e-4));
  }

  @Test
  void what_is_expected_is_right_in_the_mean_however_skewed_the_costs() {
    fill(1.2);
    var regression = PositiveRegression.fit(inputs, Targets.of(values));

    double expected = 0;
    double paid = 0;
    for (int i = 0; i < EXAMPLES; i++) {
      expected += regression.expected(inputs[i]);
      paid += values[i];
    }
    assertThat(expected / paid).isCloseTo(1, within(0.02));
  }

  @Test
  void nothing_beyond_what_was_seen_is_expected() {
    fill(0);
    var regression = PositiveRegression.fit(inputs, Targets.of(values));

    assertThat(regression.expected(new double[] {1_000, 7})).isLessThanOrEqualTo(Math.exp(-3));
    assertThat(regression.expected(new double[] {-1_000, 7})).isGreaterThanOrEqualTo(Math.exp(-7));
  }

  @Test
  void where_nothing_costs_anything_nothing_is_expected_to() {
    var regression =
        PositiveRegression.fit(new double[][] {{1, 2}, {3, 4}}, Targets.of(new double[] {0, 0}));

    assertThat(regression.expected(new double[] {5, 6})).isZero();
  }

  /** The first number, from 0 to 4, says the cost up to noise; the second says nothing. */
  private void fill(double noise) {
    for (int i = 0; i < EXAMPLES; i++) {
      inputs[i] = new double[] {4 * random.nextDouble(), 7};
      values[i] = Math.exp(inputs[i][0] - 7 + noise * random.nextGaussian());
    }
  }
}
