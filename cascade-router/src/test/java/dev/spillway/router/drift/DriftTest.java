package dev.spillway.router.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DriftTest {
  private static Promise promise(double acceptance, double quality, double brier) {
    return new Promise(
        OptionalDouble.of(acceptance),
        OptionalDouble.of(quality),
        OptionalDouble.of(brier),
        Promise.TOLERANCE);
  }

  @Test
  void each_figure_is_watched_by_itself() {
    var drift = new Drift(promise(0.7, 0.9, 0.1));
    var random = new Random(1);
    for (int i = 0; i < 3_000; i++) {
      drift.answered(random.nextDouble() < 0.7);
      drift.labelled(0.9, random.nextDouble() < 0.9 ? 1 : 0);
    }
    assertThat(drift.isOutside()).isFalse();
    assertThat(drift.reliability().expectedError()).isLessThan(0.05);
    boolean left = false;
    for (int i = 0; i < 600; i++) {
      left |= drift.labelled(0.9, random.nextDouble() < 0.6 ? 1 : 0).left().contains("quality");
    }
    assertThat(left).isTrue();
    assertThat(drift.states())
        .filteredOn(Drift.State::outside)
        .extracting(Drift.State::figure)
        .containsExactly("quality", "brier");
  }

  @Test
  void better_than_promised_is_no_alarm_but_for_acceptance() {
    var drift = new Drift(promise(0.5, 0.5, 0.5));
    for (int i = 0; i < 2_000; i++) {
      drift.labelled(1, 1);
    }
    assertThat(drift.isOutside()).isFalse();
    for (int i = 0; i < 100; i++) {
      drift.answered(true);
    }
    assertThat(drift.isOutside()).isTrue();
    assertThat(drift.states().getFirst().recent().orElseThrow()).isCloseTo(1, within(1e-9));
  }

  @Test
  void a_promise_is_checked_by_name() {
    assertThatThrownBy(() -> promise(1.5, 0, 0)).hasMessageContaining("conduct.promise.acceptance");
  }

  /** Law: who goes on from the memory of another goes on exactly where that was. */
  @Property(tries = 50, seed = "1")
  void a_memory_goes_on_where_it_was(
      @ForAll @IntRange(max = 3_000) int before,
      @ForAll @DoubleRange(min = 0, max = 1) double right,
      @ForAll long seed) {
    var one = new Drift(promise(0.7, 0.9, 0.1));
    var random = new Random(seed);
    for (int i = 0; i < before; i++) {
      one.observe(any(random, 0.9));
    }
    var other = new Drift(promise(0.7, 0.9, 0.1), one.memory());
    assertThat(other.states()).isEqualTo(one.states());
    for (int i = 0; i < 1_200; i++) {
      var seen = any(random, right);
      assertThat(other.observe(seen)).isEqualTo(one.observe(seen));
    }
    assertThat(other.states()).isEqualTo(one.states());
    assertThat(other.reliability()).isEqualTo(one.reliability());
    assertThat(other.memory()).isEqualTo(one.memory());
  }

  @Test
  void figures_to_look_at_are_as_exact_as_said() {
    var drift = new Drift(promise(0.7, 0.9, 0.1));
    for (int i = 0; i < 100; i++) {
      drift.labelled(0.123, 0.456);
    }
    assertThat(drift.states())
        .filteredOn(each -> each.figure().equals("quality"))
        .singleElement()
        .satisfies(each -> assertThat(each.recent().orElseThrow()).isCloseTo(0.456, within(0.002)));
    assertThat(drift.reliability().expectedError()).isCloseTo(0.333, within(0.004));
  }

  @Test
  void a_memory_of_another_promise_begins_anew_for_figures_that_it_does_not_know() {
    var quality =
        new Promise(OptionalDouble.empty(), OptionalDouble.of(0.9), OptionalDouble.empty(), 0.05);
    var drift = new Drift(promise(0.5, 0.5, 0.5), new Drift(quality).memory());
    for (int i = 0; i < 300; i++) {
      drift.answered(true);
    }
    assertThat(drift.outside()).containsExactly("acceptance");
  }

  private static Observation any(Random random, double right) {
    return random.nextBoolean()
        ? new Observation.Answered(random.nextDouble() < 0.7)
        : new Observation.Labelled(
            random.nextDouble(), random.nextDouble() < right ? 1 : random.nextDouble());
  }
}
