package dev.spillway.standalone.replay.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SeriesTest {
  @Test
  void its_integral_survives_any_length_of_time() {
    var series = new Series(10);
    long at = 0;
    double integral = 0;
    for (int i = 1; i <= 20_000; i++) {
      series.add(at, at + i % 37, i % 5);
      integral += (i % 37) * (i % 5) / 1e9;
      at += i % 37;
    }
    double sum = 0;
    double from = 0;
    for (int i = 0; i < series.size(); i++) {
      double to = Math.min(at / 1e9, 2 * series.at(i) - from);
      sum += series.mean(i) * (to - from);
      from = 2 * series.at(i) - from;
    }
    assertThat(series.size()).isBetween(200, 512);
    assertThat(sum).isCloseTo(integral, within(integral * 1e-9));
  }

  @Test
  void a_constant_stays_constant() {
    var series = new Series(1);
    series.add(0, 100_000, 3);
    for (int i = 0; i < series.size(); i++) {
      assertThat(series.mean(i)).isCloseTo(3, within(1e-9));
    }
  }
}
