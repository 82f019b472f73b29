package dev.spillway.worker.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.worker.kv.BlockPool;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** What prompts get of a step beside answers, with a model of a machine for the clock. */
class PromptShareTest {
  /** A step of the weights alone takes 10, a token 1 more, an output 2, and attention a little. */
  private static final StepTime TIME =
      size ->
          10
              + size.tokens()
              + 2 * size.outputs()
              + 0.01 * (size.answerReads() + size.promptReads());

  @Property(tries = 300, seed = "1")
  void a_step_is_stretched_as_far_as_allowed_and_no_further(
      @ForAll @IntRange(min = 1, max = 8) int answers,
      @ForAll @IntRange(min = 2, max = 2000) int prompt,
      @ForAll @DoubleRange(min = 1, max = 5) double stretch) {
    var scheduler = scheduler(stretch);
    var running = run(scheduler, answers);
    var newcomer = offer(scheduler, prompt);
    while (newcomer.computed() < prompt) {
      var calm = StepSize.NOTHING;
      for (var answer : running) {
        calm = calm.and(answer.computed(), 1, 1);
      }
      double allowed = stretch * TIME.seconds(calm);
      var plan = scheduler.schedule(0);
      var share = plan.shares().getLast();
      assertThat(share.sequence()).isSameAs(newcomer);
      if (share.count() > 1) {
        assertThat(TIME.seconds(StepSize.of(plan))).isLessThanOrEqualTo(allowed);
      }
      if (plan.tokens() < 64 && !share.last()) {
        int one = share.count() + 1;
        assertThat(TIME.seconds(calm.and(share.from(), one, one == newcomer.missing() ? 1 : 0)))
            .as("with one more token")
            .isGreaterThan(allowed);
      }
      done(scheduler, plan);
    }
  }

  @Example
  void steps_that_nobody_feels_are_filled_with_prompts() {
    var scheduler = scheduler(1);
    scheduler.measured(size -> 0.001 + 0.002 * size.tokens());
    run(scheduler, 1);
    offer(scheduler, 1000);

    var plan = scheduler.schedule(0);
    // one answer and eighteen tokens of the prompt take 39 ms; one more would take 41
    assertThat(plan.tokens()).isEqualTo(19);
  }

  @Property(tries = 100, seed = "1")
  void law_a_prompt_gets_a_token_in_each_step_whatever_it_costs(
      @ForAll @IntRange(min = 1, max = 8) int answers,
      @ForAll @IntRange(min = 2, max = 400) int prompt) {
    var scheduler = scheduler(1);
    run(scheduler, answers);
    var newcomer = offer(scheduler, prompt);
    for (int steps = 1; steps <= prompt; steps++) {
      done(scheduler, scheduler.schedule(0));
      assertThat(newcomer.computed()).isGreaterThanOrEqualTo(Math.min(steps, prompt));
    }
  }

  @Example
  void pieces_become_smaller_the_further_a_prompt_is_read() {
    var scheduler = scheduler(2);
    run(scheduler, 8);
    var newcomer = offer(scheduler, 1000);
    var counts = new ArrayList<Integer>();
    while (newcomer.computed() < 1000) {
      var plan = scheduler.schedule(0);
      counts.add(plan.shares().getLast().count());
      done(scheduler, plan);
    }
    assertThat(counts.getFirst()).isBetween(25, 40);
    assertThat(counts.get(counts.size() - 2)).isBetween(2, 8);
  }

  @Example
  void nothing_limits_prompts_where_nobody_generates_or_nobody_knows_or_nothing_is_asked() {
    var alone = scheduler(1);
    offer(alone, 500);
    assertThat(alone.schedule(0).tokens()).isEqualTo(64);

    var unknown = new Scheduler<Sequence>(LIMITS, policy(1), new BlockPool(2000));
    run(unknown, 4);
    offer(unknown, 500);
    assertThat(unknown.schedule(0).tokens()).isEqualTo(64);

    var unbounded = scheduler(Double.POSITIVE_INFINITY);
    run(unbounded, 4);
    offer(unbounded, 500);
    assertThat(unbounded.schedule(0).tokens()).isEqualTo(64);
  }

  @Example
  void prompts_that_come_together_share_what_there_is_in_their_order() {
    var scheduler = scheduler(2);
    run(scheduler, 8);
    var first = offer(scheduler, 10);
    var second = offer(scheduler, 300);
    var third = offer(scheduler, 300);
    var plan = scheduler.schedule(0);
    assertThat(plan.shares()).hasSize(10);
    assertThat(plan.shares().get(8).sequence()).isSameAs(first);
    assertThat(plan.shares().get(8).count()).isEqualTo(10);
    assertThat(plan.shares().get(9).sequence()).isSameAs(second);
    assertThat(plan.shares().get(9).count()).isBetween(10, 30);
    assertThat(scheduler.waiting()).as("for whom nothing is left").containsExactly(third);
  }

  @Example
  void a_stretch_below_one_is_refused() {
    assertThatThrownBy(() -> policy(0.5)).hasMessageContaining("stretch");
    assertThatThrownBy(() -> policy(Double.NaN)).hasMessageContaining("stretch");
  }

  private static final Limits LIMITS = new Limits(16, 16, 64);

  private static SchedulingPolicy policy(double stretch) {
    return SchedulingPolicy.DEFAULT.withStretch(stretch);
  }

  private static Scheduler<Sequence> scheduler(double stretch) {
    var scheduler = new Scheduler<Sequence>(LIMITS, policy(stretch), new BlockPool(2000));
    scheduler.measured(TIME);
    return scheduler;
  }

  /** So many that generate. */
  private static List<Sequence> run(Scheduler<Sequence> scheduler, int answers) {
    var running = new ArrayList<Sequence>();
    for (int i = 0; i < answers; i++) {
      var answer = new Sequence(new int[] {i}, 3000);
      scheduler.offer(answer, 0);
      running.add(answer);
    }
    done(scheduler, scheduler.schedule(0));
    return running;
  }

  private static Sequence offer(Scheduler<Sequence> scheduler, int prompt) {
    var tokens = new int[prompt];
    tokens[0] = 1000 + scheduler.waiting().size();
    var sequence = new Sequence(tokens, 10);
    scheduler.offer(sequence, 0);
    return sequence;
  }

  private static void done(Scheduler<Sequence> scheduler, Plan<Sequence> plan) {
    scheduler.onStepDone(plan, 0);
    for (var share : plan.shares()) {
      if (share.last() && share.sequence().append(0)) {
        scheduler.finish(share.sequence(), 0);
      }
    }
  }
}
