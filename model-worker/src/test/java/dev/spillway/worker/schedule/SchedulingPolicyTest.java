package dev.spillway.worker.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.worker.kernel.KvShape;
import dev.spillway.worker.kv.BlockPool;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SchedulingPolicyTest {
  private static final int TOKENS = KvShape.BLOCK_TOKENS;

  @Test
  void every_name_is_read_and_an_unknown_one_is_answered_with_those_that_there_are() {
    for (var order : Order.NAMES) {
      for (var admission : Admission.NAMES) {
        var text = order + "+" + admission;
        assertThat(SchedulingPolicy.parse(text)).hasToString(text);
      }
    }
    assertThat(SchedulingPolicy.parse("mlfq")).hasToString("mlfq+past-future");
    assertThat(SchedulingPolicy.parse("static")).hasToString("fcfs+static");
    assertThat(SchedulingPolicy.DEFAULT).hasToString("fcfs+past-future");
    for (var wrong : List.of("", "fifo", "fcfs+", "fcfs+all", "a+b+c")) {
      assertThatThrownBy(() -> SchedulingPolicy.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("past-future, predicted, no-evict, static");
    }
    assertThatThrownBy(() -> SchedulingPolicy.named("sjf", "static"))
        .hasMessage("there is no order 'sjf'; there are fcfs, shortest, shortest-only, mlfq");
  }

  @Test
  void a_static_batch_is_static() {
    var scheduler = scheduler(new Limits(3, 10, 100), "fcfs", "static", 100);
    var all = new ArrayList<Sequence>();
    for (int i = 0; i < 5; i++) {
      all.add(new Sequence(new int[] {i}, 2 + i));
      scheduler.offer(all.getLast(), i);
    }
    step(scheduler);
    assertThat(scheduler.running()).isEqualTo(all.subList(0, 3));
    step(scheduler);
    step(scheduler);
    assertThat(scheduler.running()).as("places stay empty").isEqualTo(all.subList(2, 3));
    step(scheduler);
    assertThat(scheduler.running()).isEmpty();
    step(scheduler);
    assertThat(scheduler.running()).isEqualTo(all.subList(3, 5));
  }

  @Test
  void a_static_batch_forms_for_as_many_steps_as_its_prompts_take() {
    var scheduler = scheduler(new Limits(3, 10, 100), "fcfs", "static", 100);
    var all = new ArrayList<Sequence>();
    for (int i = 0; i < 4; i++) {
      int[] prompt = new int[80];
      prompt[0] = i;
      all.add(new Sequence(prompt, 9));
      scheduler.offer(all.getLast(), i);
    }
    step(scheduler);
    assertThat(scheduler.running()).isEqualTo(all.subList(0, 2));
    step(scheduler);
    assertThat(scheduler.running()).isEqualTo(all.subList(0, 3));
    step(scheduler);
    assertThat(scheduler.running()).isEqualTo(all.subList(0, 3));
  }

  @Test
  void a_static_batch_has_memory_for_the_longest_of_each() {
    var scheduler = scheduler(new Limits(8, 10, 100), "fcfs", "static", 10);
    scheduler.offer(new Sequence(new int[1], 5 * TOKENS - 1), 0);
    scheduler.offer(new Sequence(new int[1], 1), 0);
    scheduler.offer(new Sequence(new int[1], 1), 0);
    step(scheduler);
    assertThat(scheduler.running()).hasSize(1);
    assertThat(scheduler.counters().admitted()).as("one ended at once").isEqualTo(2);
  }

  @Test
  void past_future_is_careful_first_and_learns() {
    // Room for two of the longest, and for many of those that really come.
    var scheduler = scheduler(new Limits(8, 200, 1000), "fcfs", "past-future", 2 * 7);
    for (int i = 0; i < 80; i++) {
      var one = new Sequence(new int[] {i}, 6 * TOKENS);
      scheduler.offer(one, i);
      while (one.length() < 5) {
        var plan = scheduler.schedule(i);
        assertThat(scheduler.running()).hasSizeLessThanOrEqualTo(2);
        scheduler.onStepDone(plan, i);
        plan.shares().forEach(share -> share.sequence().append(0));
      }
      scheduler.finish(one, i);
    }
    for (int i = 0; i < 20; i++) {
      scheduler.offer(new Sequence(new int[] {i}, 6 * TOKENS), i);
    }
    step(scheduler);
    assertThat(scheduler.running()).hasSizeGreaterThan(4);
  }

  @Test
  void a_prediction_admits_what_the_longest_would_not() {
    for (var admission : List.of("predicted", "past-future", "no-evict")) {
      var scheduler = scheduler(new Limits(8, 10, 1000), "fcfs", admission, 16);
      for (int i = 0; i < 4; i++) {
        scheduler.offer(new Sequence(new int[] {i}, 6 * TOKENS, OptionalInt.of(10)), i);
      }
      step(scheduler);
      assertThat(scheduler.running()).hasSize(admission.equals("predicted") ? 4 : 2);
    }
  }

  @Test
  void an_answer_that_was_begun_elsewhere_goes_on_before_others_begin_but_takes_nobody_s_place() {
    for (var order : Order.NAMES) {
      var scheduler = scheduler(new Limits(1, 10, 100), order, "past-future", 100);
      var runs = new Sequence(new int[] {1}, 3);
      scheduler.offer(runs, 0);
      step(scheduler);
      assertThat(scheduler.running()).containsExactly(runs);
      scheduler.offer(new Sequence(new int[] {2}, 2), 1);
      var begun = new Sequence(new int[] {3}, new int[] {4, 5}, 90, OptionalInt.of(90));
      scheduler.offer(begun, 2);
      step(scheduler);
      assertThat(scheduler.running()).as("%s: nobody gives way", order).containsExactly(runs);
      step(scheduler);
      step(scheduler);
      assertThat(scheduler.running()).as("%s: who is next", order).containsExactly(begun);
    }
  }

  @Test
  void the_shortest_predicted_goes_first_and_equals_by_arrival() {
    for (var order : List.of("shortest", "shortest-only")) {
      var scheduler = scheduler(new Limits(1, 10, 100), order, "past-future", 100);
      var longer = new Sequence(new int[1], 50, OptionalInt.of(50));
      var first = new Sequence(new int[1], 1, OptionalInt.of(1));
      var shorter = new Sequence(new int[1], 20, OptionalInt.of(20));
      var late = new Sequence(new int[1], 20, OptionalInt.of(20));
      scheduler.offer(longer, 0);
      scheduler.offer(first, 0);
      scheduler.offer(shorter, 1);
      scheduler.offer(late, 2);
      assertThat(scheduler.waiting()).as(order).containsExactly(first, shorter, late, longer);
    }
  }

  @Test
  void a_short_prompt_goes_before_a_long_one_whose_answer_is_a_little_shorter() {
    for (var order : List.of("shortest", "mlfq")) {
      var scheduler =
          new Scheduler<Sequence>(
              new Limits(1, 10, 100),
              SchedulingPolicy.named(order, "past-future"),
              new BlockPool(1000));
      var longPrompt = new Sequence(new int[1000], 90, OptionalInt.of(30));
      var shortPrompt = new Sequence(new int[100], 90, OptionalInt.of(40));
      scheduler.offer(longPrompt, 0);
      scheduler.offer(shortPrompt, 1);
      assertThat(scheduler.waiting()).as(order).containsExactly(shortPrompt, longPrompt);
    }
  }

  @Test
  void a_token_of_an_answer_weighs_as_three_of_a_prompt() {
    var scheduler =
        new Scheduler<Sequence>(
            new Limits(1, 10, 100),
            SchedulingPolicy.named("shortest", "past-future"),
            new BlockPool(1000));
    var most = new Sequence(new int[100], 90, OptionalInt.of(11));
    var least = new Sequence(new int[129], 90, OptionalInt.of(1));
    var between = new Sequence(new int[100], 90, OptionalInt.of(10));
    scheduler.offer(most, 0);
    scheduler.offer(between, 0);
    scheduler.offer(least, 0);
    assertThat(scheduler.waiting())
        .as("132, 130 and 133 tokens of a prompt")
        .containsExactly(between, least, most);
  }

  @Test
  void a_new_short_one_takes_the_place_of_one_that_used_its_quantum_and_it_keeps_its_memory() {
    var scheduler = scheduler(new Limits(1, 10, 100), "mlfq", "past-future", 100);
    var old = new Sequence(new int[1], 1000);
    scheduler.offer(old, 0);
    for (int i = 0; i < 20; i++) {
      step(scheduler);
    }
    var young = new Sequence(new int[] {7}, 3);
    scheduler.offer(young, 1);
    step(scheduler);
    assertThat(scheduler.running()).as("both are of the first level").containsExactly(old);
    for (int i = 0; i < 3; i++) {
      step(scheduler);
    }
    assertThat(young.length()).as("old has sunk").isGreaterThan(1);
    assertThat(scheduler.waiting()).contains(old);
    assertThat(old.heldBlocks()).isPositive();
    assertThat(scheduler.counters().paused()).isEqualTo(1);
    assertThat(scheduler.counters().preempted()).isZero();
  }

  @Test
  void a_long_prompt_skips_the_levels_that_it_would_fall_through() {
    var limits = new Limits(1, 10, 10);
    var scheduler =
        new Scheduler<Sequence>(limits, SchedulingPolicy.parse("mlfq"), new BlockPool(99));
    var long1 = new Sequence(new int[400], 1);
    var short1 = new Sequence(new int[4], 1);
    scheduler.offer(long1, 0);
    scheduler.offer(short1, 1);
    assertThat(scheduler.waiting()).containsExactly(short1, long1);
    assertThat(MultiLevelFeedback.DEFAULT.rank(long1, limits)).isEqualTo(3);
  }

  @Test
  void eight_sequences_hold_a_prefix_once_even_if_they_come_together() {
    var pool = new BlockPool(200);
    var scheduler =
        new Scheduler<Sequence>(new Limits(8, 10, 4096), SchedulingPolicy.DEFAULT, pool);
    for (int i = 0; i < 8; i++) {
      int[] prompt = new int[520];
      prompt[515] = i;
      scheduler.offer(new Sequence(prompt, 10), 0);
    }
    step(scheduler);
    step(scheduler);
    assertThat(scheduler.running()).hasSize(8);
    assertThat(pool.used()).isEqualTo(512 / TOKENS + 8);
  }

  private static Scheduler<Sequence> scheduler(
      Limits limits, String order, String admission, int blocks) {
    return SchedulerPropertyTest.scheduler(limits, order, admission, blocks);
  }

  /** Everybody who may chooses a token, and ends with its last. */
  private static void step(Scheduler<Sequence> scheduler) {
    var plan = scheduler.schedule(10);
    scheduler.onStepDone(plan, 10);
    for (var share : plan.shares()) {
      if (share.last() && share.sequence().append(0)) {
        scheduler.finish(share.sequence(), 10);
      }
    }
  }
}
