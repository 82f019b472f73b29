package dev.spillway.worker.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.worker.kernel.KvShape;
import dev.spillway.worker.kv.BlockPool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class SchedulerPropertyTest {
  private static final int LONGEST = 120;

  @Provide
  Arbitrary<SchedulingPolicy> policies() {
    return Combinators.combine(
            Arbitraries.of(Order.NAMES),
            Arbitraries.of(Admission.NAMES),
            Arbitraries.of(1L, 50L, 1_000_000L),
            Arbitraries.of(1.0, 2.0, Double.POSITIVE_INFINITY))
        .as(
            (order, admission, bound, stretch) ->
                SchedulingPolicy.named(order, admission)
                    .withStarvationNanos(bound)
                    .withStretch(stretch));
  }

  @Property(tries = 1500, seed = "1")
  void everybody_advances_within_the_bounds_and_ends(
      @ForAll("policies") SchedulingPolicy policy,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 8) int maxRunning,
      @ForAll @IntRange(max = 40) int extraBudget,
      @ForAll @IntRange(min = 15, max = 40) int blocks) {
    var random = new SplittableRandom(seed);
    var limits = new Limits(maxRunning, 10, maxRunning + extraBudget);
    var pool = new BlockPool(blocks);
    var scheduler = new Scheduler<Sequence>(limits, policy, pool);
    scheduler.measured(size -> 1 + size.tokens() + 0.1 * size.promptReads());
    var arrived = new ArrayList<Sequence>();
    var admitted = new ArrayList<Sequence>();
    int ended = 0;
    int steps = 0;
    while (steps == 0 || !scheduler.running().isEmpty() || !scheduler.waiting().isEmpty()) {
      steps++;
      if (steps < 60 && random.nextInt(3) == 0) {
        arrive(scheduler, random, arrived, steps);
      }
      if (random.nextInt(20) == 0 && !arrived.isEmpty()) {
        // A client goes away; whether its request waits, runs or has ended.
        var gone = arrived.get(random.nextInt(arrived.size()));
        ended += scheduler.remove(gone, steps) ? 1 : 0;
      }
      var plan = scheduler.schedule(steps);
      assertWithinBounds(plan, scheduler, limits, pool);
      for (var share : plan.shares()) {
        if (share.first()) {
          admitted.add(share.sequence());
        }
      }
      scheduler.onStepDone(plan, steps);
      for (var share : plan.shares()) {
        var sequence = share.sequence();
        if (share.last() && (sequence.append(random.nextInt(3)) || random.nextInt(30) == 0)) {
          assertThat(scheduler.finish(sequence, steps)).isTrue();
          ended++;
        }
      }
      assertThat(steps).as("steps until everybody has ended").isLessThan(60 * 2 * LONGEST);
    }
    assertThat(ended).isEqualTo(arrived.size());
    assertThat(pool.used()).isZero();
    assertThat(admitted).as("nobody begins twice").doesNotHaveDuplicates();
    assertThat(scheduler.counters().admitted()).isEqualTo(admitted.size());
    if (policy.order().name().equals("fcfs")) {
      var inOrder = new ArrayList<>(arrived);
      inOrder.retainAll(new HashSet<>(admitted));
      assertThat(admitted).as("first come, first served").isEqualTo(inOrder);
    }
    if (!policy.admission().preempts()) {
      assertThat(scheduler.counters().preempted() + scheduler.counters().paused()).isZero();
    }
  }

  private static void arrive(
      Scheduler<Sequence> scheduler, SplittableRandom random, List<Sequence> arrived, long now) {
    int[] prompt = random.ints(random.nextInt(1, LONGEST), 0, 3).toArray();
    var sequence = new Sequence(prompt, random.nextInt(1, LONGEST));
    if (!scheduler.canHold(sequence.mostTokens())) {
      return;
    }
    boolean room = scheduler.waiting().size() < 10;
    assertThat(scheduler.offer(sequence, now)).as("the queue is bounded").isEqualTo(room);
    if (room) {
      arrived.add(sequence);
    }
  }

  private static void assertWithinBounds(
      Plan<Sequence> plan, Scheduler<Sequence> scheduler, Limits limits, BlockPool pool) {
    assertThat(plan.tokens()).isLessThanOrEqualTo(limits.stepTokens());
    assertThat(scheduler.running()).hasSizeLessThanOrEqualTo(limits.maxRunning());
    assertThat(pool.used()).isLessThanOrEqualTo(pool.blocks());
    assertThat(plan.isEmpty())
        .as("somebody always advances")
        .isEqualTo(scheduler.running().isEmpty() && scheduler.waiting().isEmpty());
    Set<Sequence> advancing = new HashSet<>();
    for (var share : plan.shares()) {
      var sequence = share.sequence();
      int until = share.from() + share.count();
      assertThat(share.count()).isBetween(1, sequence.missing());
      assertThat(share.from()).isEqualTo(sequence.computed());
      assertThat(share.last()).isEqualTo(share.count() == sequence.missing());
      assertThat(advancing.add(sequence)).as("one share each").isTrue();
      assertThat(sequence.heldBlocks())
          .as("less than a block is wasted")
          .isEqualTo(KvShape.blocksFor(until));
    }
    for (var sequence : scheduler.running()) {
      if (sequence.missing() == 1) {
        assertThat(advancing)
            .as("who generates and has a place is never skipped")
            .contains(sequence);
      }
    }
  }

  @Example
  void a_long_prompt_is_read_in_pieces_beside_a_running_answer() {
    var scheduler = scheduler(new Limits(4, 4, 16), "fcfs", "no-evict", 20);
    var running = new Sequence(new int[] {1}, 50);
    scheduler.offer(running, 0);
    scheduler.onStepDone(scheduler.schedule(0), 0);
    running.append(1);
    var prompt = new Sequence(new int[40], 10);
    scheduler.offer(prompt, 0);
    var counts = new ArrayList<Integer>();
    while (prompt.missing() > 0) {
      var plan = scheduler.schedule(0);
      assertThat(plan.shares().getFirst().sequence()).isSameAs(running);
      assertThat(plan.shares().getFirst().count()).isEqualTo(1);
      counts.add(plan.shares().getLast().count());
      scheduler.onStepDone(plan, 0);
      running.append(1);
    }
    assertThat(counts).containsExactly(15, 15, 10);
  }

  static Scheduler<Sequence> scheduler(Limits limits, String order, String admission, int blocks) {
    return new Scheduler<>(limits, SchedulingPolicy.named(order, admission), new BlockPool(blocks));
  }
}
