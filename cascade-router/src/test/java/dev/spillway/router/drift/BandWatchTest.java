package dev.spillway.router.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.router.drift.BandWatch.Side;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BandWatchTest {
  private static final double LOW = 0.65;
  private static final double HIGH = 0.75;

  private static BandWatch watch() {
    return new BandWatch(LOW, HIGH);
  }

  /** How many numbers it takes to come to a side; the limit if it does not. */
  private static int until(BandWatch watch, Side side, double mean, Random random, int limit) {
    for (int i = 1; i <= limit; i++) {
      if (watch.observe(random.nextDouble() < mean ? 1 : 0) == side) {
        return i;
      }
    }
    return limit;
  }

  /** Law: a false alarm takes ten thousand numbers in the mean, at the worst place of the band. */
  @Test
  void alarms_while_the_mean_is_at_the_end_of_its_band_are_as_rare_as_said() {
    var random = new Random(1);
    long numbers = 0;
    int runs = 60;
    for (int run = 0; run < runs; run++) {
      numbers += until(watch(), Side.ABOVE, HIGH, random, 100_000);
    }
    assertThat(numbers / (double) runs).isGreaterThan(BandWatch.FALSE_ALARM);
  }

  @Test
  void within_the_band_a_hundred_policies_raise_no_alarm_over_ten_thousand_requests() {
    var random = new Random(2);
    for (int run = 0; run < 100; run++) {
      var watch = watch();
      for (int i = 0; i < 10_000; i++) {
        watch.observe(random.nextDouble() < 0.7 ? 1 : 0);
      }
      assertThat(watch.side()).isEqualTo(Side.WITHIN);
    }
  }

  @Test
  void a_change_is_seen_soon_to_either_side() {
    var random = new Random(3);
    for (int run = 0; run < 50; run++) {
      var falling = watch();
      until(falling, Side.BELOW, 0.7, random, 2_000);
      assertThat(until(falling, Side.BELOW, 0.5, random, 10_000)).isLessThan(600);
      var rising = watch();
      assertThat(until(rising, Side.ABOVE, 0.9, random, 10_000)).isLessThan(400);
    }
  }

  @Test
  void one_that_left_comes_back_when_its_mean_does_and_not_before() {
    var random = new Random(4);
    var watch = watch();
    until(watch, Side.BELOW, 0.4, random, 10_000);
    assertThat(until(watch, Side.WITHIN, 0.5, random, 5_000)).isEqualTo(5_000);
    assertThat(until(watch, Side.WITHIN, 0.7, random, 10_000)).isLessThan(1_500);
    assertThat(until(watch, Side.BELOW, 0.4, random, 10_000)).isLessThan(300);
  }
}
