package dev.spillway.worker.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.worker.kv.BlockPool;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private static final int PROMPT = 10;
  private static final int MOST = 500;

  private final Scheduler<Sequence> scheduler =
      new Scheduler<>(new Limits(2, 100, 64), SchedulingPolicy.DEFAULT, new BlockPool(500));

  @Test
  void as_long_as_nobody_knows_the_longest_answers_are_expected() {
    offer(OptionalInt.empty());
    offer(OptionalInt.empty());
    assertThat(scheduler.backlog()).isEqualTo(2 * (PROMPT + MOST));
  }

  @Test
  void answers_are_expected_to_be_as_long_as_those_that_ended_last() {
    answer(20);
    answer(40);
    answer(60);
    offer(OptionalInt.empty());
    assertThat(scheduler.backlog()).isEqualTo(PROMPT + 40);
  }

  @Test
  void an_answer_in_progress_is_expected_to_be_like_those_that_were_longer() {
    answer(20);
    answer(40);
    answer(60);
    var sequence = offer(OptionalInt.empty());
    generate(sequence, 45);
    assertThat(scheduler.backlog()).isEqualTo(1 + 15);
    generate(sequence, 30);
    assertThat(scheduler.backlog()).as("none was so long").isEqualTo(1 + MOST - 75);
  }

  @Test
  void a_predicted_length_is_believed_until_it_is_outgrown() {
    answer(60);
    var sequence = offer(OptionalInt.of(30));
    assertThat(scheduler.backlog()).isEqualTo(PROMPT + 30);
    generate(sequence, 30);
    assertThat(scheduler.backlog()).isEqualTo(1 + 30);
  }

  @Test
  void who_has_ended_needs_nothing() {
    answer(5);
    assertThat(scheduler.backlog()).isZero();
  }

  private void answer(int tokens) {
    var sequence = offer(OptionalInt.empty());
    generate(sequence, tokens);
    assertThat(scheduler.finish(sequence, 0)).isTrue();
  }

  private void generate(Sequence sequence, int tokens) {
    for (int i = 0; i < tokens; i++) {
      var plan = scheduler.schedule(0);
      scheduler.onStepDone(plan, 0);
      assertThat(sequence.append(1)).isFalse();
    }
  }

  private Sequence offer(OptionalInt predicted) {
    var sequence = new Sequence(new int[PROMPT], MOST, predicted);
    assertThat(scheduler.offer(sequence, 0)).isTrue();
    return sequence;
  }
}
