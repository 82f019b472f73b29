package dev.spillway.worker.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.worker.kv.BlockPool;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Law "starvation": whoever has not been served for the bound goes before all that came later. So a
 * wait is at most the bound, and the time that those need who came before.
 */
class StarvationLawTest {
  private static final int STEP = 100;

  @Provide
  Arbitrary<SchedulingPolicy> policies() {
    return Combinators.combine(
            Arbitraries.of(Order.NAMES),
            Arbitraries.of("past-future", "predicted", "no-evict"),
            Arbitraries.of(10L * STEP, 50L * STEP),
            Arbitraries.of(1.0, 2.0, Double.POSITIVE_INFINITY))
        .as(
            (order, admission, bound, stretch) ->
                SchedulingPolicy.named(order, admission)
                    .withStarvationNanos(bound)
                    .withStretch(stretch));
  }

  @Property(tries = 400, seed = "1")
  void nobody_waits_beyond_the_bound_for_those_who_came_later(
      @ForAll("policies") SchedulingPolicy policy, @ForAll long seed) {
    var stream = new Stream(policy, seed);
    for (var one : stream.run()) {
      assertThat(one.wait)
          .as("%s: %d came before", policy, one.before)
          .isLessThanOrEqualTo(policy.starvationNanos() + (one.before + 2L) * STEP);
    }
  }

  @Example
  void without_the_bound_short_ones_that_came_later_starve_a_long_one() {
    long bound = 10 * STEP;
    for (var order : List.of("shortest-only", "mlfq")) {
      var policy = SchedulingPolicy.named(order, "past-future");
      assertThat(beyond(policy.withStarvationNanos(Long.MAX_VALUE / 2), bound)).isPositive();
      assertThat(beyond(policy.withStarvationNanos(bound), bound)).isZero();
    }
  }

  /** How many wait longer than the law allows. */
  private static long beyond(SchedulingPolicy policy, long bound) {
    return new Stream(policy, 1)
        .run().stream().filter(one -> one.wait > bound + (one.before + 2) * STEP).count();
  }

  private static final class One extends Sequence {
    /** Steps that those need, one after the other, who came before and are not done. */
    long before;

    long wait;
    long last;

    One(int prompt, int answer) {
      super(new int[prompt], answer, OptionalInt.of(answer));
    }

    long steps() {
      return missing() + (long) mostTokens() - length();
    }
  }

  /** Now and then a long one, and all the time short ones that fill the place that there is. */
  private static final class Stream {
    private static final int ARRIVALS = 600;
    final SplittableRandom random;
    final Scheduler<One> scheduler;
    final List<One> all = new ArrayList<>();
    final List<One> alive = new ArrayList<>();

    Stream(SchedulingPolicy policy, long seed) {
      random = new SplittableRandom(seed);
      scheduler = new Scheduler<>(new Limits(2, 10_000, 4), policy, new BlockPool(14));
      scheduler.measured(size -> 1 + size.tokens() + 0.1 * size.promptReads());
    }

    List<One> run() {
      for (long step = 0; step < ARRIVALS || !alive.isEmpty(); step++) {
        long now = step * STEP;
        if (step < ARRIVALS && step % 3 == 0) {
          boolean huge = step % 60 == 0;
          arrive(huge ? new One(40, 120) : new One(1 + random.nextInt(2), 5), now);
        }
        var plan = scheduler.schedule(now);
        scheduler.onStepDone(plan, now);
        for (var share : plan.shares()) {
          var one = share.sequence();
          one.wait = Math.max(one.wait, now - one.last);
          one.last = now;
          if (share.last() && one.append(0)) {
            scheduler.finish(one, now);
            alive.remove(one);
          }
        }
      }
      return all;
    }

    private void arrive(One one, long now) {
      one.before = alive.stream().mapToLong(One::steps).sum();
      one.last = now;
      assertThat(scheduler.offer(one, now)).isTrue();
      all.add(one);
      alive.add(one);
    }
  }
}
