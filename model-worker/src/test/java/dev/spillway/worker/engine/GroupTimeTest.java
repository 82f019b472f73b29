package dev.spillway.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GroupTimeTest {
  private static final double HOPED = 0.005;

  private final AtomicLong clock = new AtomicLong(-7);
  private final GroupTime time = new GroupTime(clock::get);

  @Test
  void what_is_measured_again_and_again_is_known() {
    assertThat(time.seconds()).isEqualTo(HOPED);
    learn(0.2);
    assertThat(time.seconds()).isCloseTo(0.2, within(0.002));
    learn(0.001);
    assertThat(time.seconds()).isCloseTo(0.001, within(0.0001));
  }

  @Test
  void a_store_that_was_slow_is_hoped_to_be_fast_again_after_a_while() {
    learn(0.205);
    double slow = time.seconds() - HOPED;
    pass(2);
    assertThat(time.seconds() - HOPED).isCloseTo(slow / 2, within(1e-9));
    pass(18);
    assertThat(time.seconds()).isCloseTo(HOPED, within(0.001));
  }

  @Test
  void a_store_that_was_fast_is_not_forgotten() {
    learn(0.001);
    double fast = time.seconds();
    pass(1000);
    assertThat(time.seconds()).isEqualTo(fast);
  }

  private void learn(double seconds) {
    for (int i = 0; i < 40; i++) {
      time.learn(seconds);
    }
  }

  private void pass(long seconds) {
    clock.addAndGet(seconds * 1_000_000_000L);
  }
}
