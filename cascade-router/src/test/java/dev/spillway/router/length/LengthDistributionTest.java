package dev.spillway.router.length;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class LengthDistributionTest {

  @Property(tries = 200, seed = "1")
  void a_quantile_is_the_shortest_length_that_few_enough_exceed(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.01, max = 0.99) double exceeded) {
    double[] atLeast = atLeast(survival(seed));
    int quantile = new LengthDistribution(survival(seed)).quantile(exceeded);
    assertThat(atLeast[quantile + 1]).isLessThanOrEqualTo(exceeded + 1e-4);
    assertThat(atLeast[quantile]).isGreaterThan(exceeded - 1e-4);
  }

  @Property(tries = 200, seed = "1")
  void what_remains_is_the_mean_over_those_that_go_on(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 3_000) int produced,
      @ForAll @IntRange(min = 1, max = 5_000) int limit) {
    double[] atLeast = atLeast(survival(seed));
    double expected = 0;
    for (int length = produced + 1; length <= limit; length++) {
      expected += atLeast[length];
    }
    double remaining = new LengthDistribution(survival(seed)).remaining(produced, limit);
    if (produced + 1 >= limit || atLeast[produced + 1] < 1e-6) {
      assertThat(remaining).isGreaterThanOrEqualTo(1);
    } else {
      double wanted = Math.max(1, expected / atLeast[produced + 1]);
      assertThat(remaining).isCloseTo(wanted, within(1e-3 * wanted));
      assertThat(remaining).isLessThanOrEqualTo(limit - produced + 1e-3);
    }
  }

  /** Any that falls, down to almost nothing. */
  private static float[] survival(long seed) {
    var random = new Random(seed);
    double hazard = random.nextDouble();
    float[] survival = new float[LengthBins.COUNT + 1];
    survival[0] = 1;
    for (int bin = 0; bin < LengthBins.COUNT; bin++) {
      survival[bin + 1] = (float) (survival[bin] * (1 - hazard * random.nextDouble()));
    }
    survival[LengthBins.COUNT] = 0;
    return survival;
  }

  /** For every single length, by a line between the edges. */
  private static double[] atLeast(float[] survival) {
    double[] atLeast = new double[LengthBins.LONGEST + 2];
    for (int bin = 0; bin < LengthBins.COUNT; bin++) {
      int from = LengthBins.edge(bin);
      int to = LengthBins.edge(bin + 1);
      for (int length = from; length < to; length++) {
        double part = (double) (length - from) / (to - from);
        atLeast[length] = survival[bin] * (1 - part) + survival[bin + 1] * part;
      }
    }
    return atLeast;
  }
}
