package dev.spillway.standalone.replay.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistributionTest {
  @Test
  void a_percentile_is_the_least_value_that_so_many_do_not_exceed() {
    var hundred = Distribution.of(IntStream.rangeClosed(1, 100).mapToDouble(i -> 101 - i));
    assertThat(hundred.percentile(50)).isEqualTo(50);
    assertThat(hundred.percentile(95)).isEqualTo(95);
    assertThat(hundred.percentile(99)).isEqualTo(99);
    assertThat(hundred.percentile(99.5)).isEqualTo(100);
    assertThat(hundred.percentile(100)).isEqualTo(hundred.max()).isEqualTo(100);
    assertThat(hundred.mean()).isEqualTo(50.5);
  }

  @Test
  void of_one_value_every_percentile_is_that_value() {
    var one = Distribution.of(DoubleStream.of(3));
    assertThat(one.percentile(1)).isEqualTo(3);
    assertThat(one.percentile(99)).isEqualTo(3);
  }

  @Test
  void of_nothing_all_is_zero() {
    var nothing = Distribution.of(DoubleStream.empty());
    assertThat(nothing.mean()).isZero();
    assertThat(nothing.percentile(50)).isZero();
    assertThat(nothing.max()).isZero();
  }

  @Test
  void a_percentile_beyond_100_is_refused() {
    var one = Distribution.of(DoubleStream.of(3));
    assertThatThrownBy(() -> one.percentile(101)).isInstanceOf(IllegalArgumentException.class);
  }
}
