package dev.spillway.standalone.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.standalone.cost.Measured;
import dev.spillway.worker.schedule.Plan;
import dev.spillway.worker.schedule.StepSize;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepLogTest {
  private final StepLog log = new StepLog();

  @Test
  void steps_of_about_one_size_are_kept_as_their_mean() {
    log.add(new StepSize(3, 2, 1000, 0), 100);
    log.add(new StepSize(3, 2, 1010, 0), 300);
    log.add(new StepSize(3, 2, 2000, 0), 500);
    assertThat(log.steps()).extracting(Measured::times).containsExactly(2, 1);
    assertThat(log.steps().getFirst().size()).isEqualTo(new StepSize(3, 2, 1005, 0));
    assertThat(log.steps().getFirst().seconds()).isCloseTo(200e-9, within(1e-15));
  }

  @Test
  void what_nobody_wants_is_not_kept() {
    var nothing = new Plan<>(List.of(), List.of());
    log.onStep(nothing, 5);
    assertThat(log.steps()).isEmpty();
    log.keep(true);
    log.onStep(nothing, 5);
    log.keep(false);
    log.onStep(nothing, 5);
    assertThat(log.steps()).extracting(Measured::times).containsExactly(1);
  }

  @Test
  void memory_is_bounded() {
    for (int tokens = 1; tokens <= 10_000; tokens++) {
      log.add(new StepSize(tokens, 0, 0, 0), 7);
    }
    assertThat(log.steps()).hasSize(4096);
    log.add(new StepSize(1, 0, 0, 0), 9);
    assertThat(log.steps().getFirst().times()).isEqualTo(2);
  }
}
