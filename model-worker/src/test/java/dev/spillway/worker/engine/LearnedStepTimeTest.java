package dev.spillway.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.spillway.worker.kv.BlockPool;
import dev.spillway.worker.schedule.Limits;
import dev.spillway.worker.schedule.Scheduler;
import dev.spillway.worker.schedule.SchedulingPolicy;
import dev.spillway.worker.schedule.Sequence;
import dev.spillway.worker.schedule.StepSize;
import dev.spillway.worker.schedule.StepTime;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LearnedStepTimeTest {
  private static final StepTime MACHINE =
      size ->
          5e-3
              + 2e-3 * Math.min(16, size.tokens())
              + 1e-3 * Math.max(0, size.tokens() - 16)
              + 4e-4 * size.outputs()
              + 1e-7 * size.answerReads()
              + 5e-8 * size.promptReads();

  private static final StepSize CALM = new StepSize(8, 8, 8 * 600L, 0);
  private static final StepSize PIECE = new StepSize(20, 8, 8 * 600L, 12 * 5000L);

  private final LearnedStepTime learned = new LearnedStepTime();
  private final SplittableRandom random = new SplittableRandom(7);

  @Test
  void it_learns_what_a_machine_takes() {
    teach(MACHINE, 3000);
    assertThat(learned.seconds(CALM)).isCloseTo(MACHINE.seconds(CALM), withinPercentage(3));
    assertThat(learned.seconds(PIECE)).isCloseTo(MACHINE.seconds(PIECE), withinPercentage(3));
  }

  @Test
  void steps_during_which_others_had_the_processor_hardly_count() {
    teach(size -> MACHINE.seconds(size) * (random.nextInt(10) == 0 ? 20 : 1), 3000);
    assertThat(learned.seconds(CALM)).isCloseTo(MACHINE.seconds(CALM), withinPercentage(25));
  }

  @Test
  void it_follows_a_machine_that_becomes_slower() {
    teach(MACHINE, 1000);
    teach(size -> 3 * MACHINE.seconds(size), 3000);
    assertThat(learned.seconds(CALM)).isCloseTo(3 * MACHINE.seconds(CALM), withinPercentage(5));
  }

  @Test
  void what_was_learned_of_prompts_is_kept_while_there_are_none() {
    teach(MACHINE, 2000);
    for (int step = 0; step < 100_000; step++) {
      learned.learn(CALM, MACHINE.seconds(CALM));
    }
    assertThat(learned.seconds(CALM)).isCloseTo(MACHINE.seconds(CALM), withinPercentage(1));
    assertThat(learned.seconds(PIECE)).isCloseTo(MACHINE.seconds(PIECE), withinPercentage(10));
  }

  @Test
  void more_work_never_seems_to_take_less() {
    teach(_ -> random.nextDouble(1e-3, 1), 2000);
    double before = 0;
    for (int tokens = 1; tokens < 300; tokens += 13) {
      double seconds = learned.seconds(new StepSize(tokens, 1, 0, tokens * 100L));
      assertThat(seconds).isGreaterThanOrEqualTo(before);
      before = seconds;
    }
  }

  @Test
  void a_long_prompt_stretches_the_steps_of_answers_about_as_far_as_asked() {
    teach(MACHINE, 500);
    var policy = SchedulingPolicy.DEFAULT.withStretch(1.8);
    var scheduler = new Scheduler<Sequence>(new Limits(16, 16, 256), policy, new BlockPool(4000));
    scheduler.measured(learned);
    for (int answer = 0; answer < 8; answer++) {
      scheduler.offer(new Sequence(new int[] {answer}, 4000), 0);
    }
    step(scheduler);
    var prompt = new Sequence(new int[7000], 1);
    scheduler.offer(prompt, 0);
    while (prompt.computed() < 6900) {
      long seen = scheduler.running().stream().mapToLong(Sequence::length).sum() - prompt.length();
      var calm = new StepSize(8, 8, seen, 0);
      double stretched = MACHINE.seconds(step(scheduler)) / MACHINE.seconds(calm);
      assertThat(stretched).as("at token %d", prompt.computed()).isBetween(1.4, 2.0);
    }
  }

  private StepSize step(Scheduler<Sequence> scheduler) {
    var plan = scheduler.schedule(0);
    var size = StepSize.of(plan);
    boolean disturbed = random.nextInt(10) == 0;
    learned.learn(size, MACHINE.seconds(size) * (disturbed ? 3 : random.nextDouble(1, 1.05)));
    scheduler.onStepDone(plan, 0);
    for (var share : plan.shares()) {
      if (share.last()) {
        share.sequence().append(0);
      }
    }
    return size;
  }

  /** Steps of some answers, and of a piece of a prompt in two of three. */
  private void teach(StepTime machine, int steps) {
    for (int step = 0; step < steps; step++) {
      int answers = random.nextInt(1, 17);
      int piece = step % 3 == 0 ? 0 : random.nextInt(2, 100);
      long seen = random.nextInt(8000);
      var size =
          new StepSize(
              answers + piece,
              answers,
              (long) answers * random.nextInt(1000),
              piece * seen + (long) piece * piece / 2);
      learned.learn(size, machine.seconds(size));
    }
  }
}
