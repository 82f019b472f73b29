package dev.spillway.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WaitingTest {
  private final Waiting waiting = new Waiting();

  @Test
  void one_thing_after_the_other_adds_up() {
    waiting.begin(10);
    waiting.end(15);
    waiting.begin(20);
    waiting.end(22);
    assertThat(waiting.total(100)).isEqualTo(7);
  }

  @Test
  void several_at_once_count_once() {
    waiting.begin(10);
    waiting.begin(12);
    waiting.end(15);
    assertThat(waiting.total(17)).isEqualTo(7);
    waiting.end(20);
    assertThat(waiting.total(100)).isEqualTo(10);
  }
}
