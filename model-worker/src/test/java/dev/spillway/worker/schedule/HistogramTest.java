package dev.spillway.worker.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class HistogramTest {
  private static final double CELL = Math.pow(2, 1.0 / 32);

  @Property(tries = 300)
  void a_percentile_is_that_of_the_sorted_numbers_to_a_cell(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 500) int count,
      @ForAll @DoubleRange(min = 0, max = 0.99) double share) {
    var random = new SplittableRandom(seed);
    double[] numbers =
        random.doubles(count).map(number -> Math.exp(20 * number - 10)).sorted().toArray();
    var histogram = new Histogram();
    Arrays.stream(numbers).forEach(histogram::add);
    double exact = numbers[count - 1 - (int) Math.min(count - 1.0, Math.floor(share * count))];
    assertThat(histogram.allBut(share)).isBetween(exact * 0.999999, exact * CELL * 1.000001);
    assertThat(histogram.size()).isEqualTo(count);
    long above = Arrays.stream(numbers).filter(number -> number > exact * CELL).count();
    long atLeast = Arrays.stream(numbers).filter(number -> number > exact).count();
    assertThat(histogram.above(exact)).isBetween(above, atLeast);
  }

  @Example
  void what_is_out_of_range_is_put_at_its_end_and_nothing_is_known_at_first() {
    var histogram = new Histogram();
    assertThat(histogram.allBut(0.5)).isZero();
    histogram.add(0);
    assertThat(histogram.allBut(0)).isBetween(0.0, 1e-6);
    histogram.add(1e300);
    assertThat(histogram.allBut(0)).isGreaterThan(1e7);
  }

  @Example
  void counts_are_bounded_and_what_is_old_weighs_less() {
    var histogram = new Histogram();
    for (int i = 0; i < 10 * Histogram.MOST; i++) {
      histogram.add(1);
      assertThat(histogram.size()).isLessThan(Histogram.MOST);
    }
    for (int i = 0; i < Histogram.MOST; i++) {
      histogram.add(100);
    }
    assertThat(histogram.allBut(0.5)).isBetween(100.0, 103.0);
  }
}
