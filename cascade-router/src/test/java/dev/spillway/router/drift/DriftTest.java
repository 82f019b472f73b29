package dev.spillway.router.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import java.util.Random;
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
}
