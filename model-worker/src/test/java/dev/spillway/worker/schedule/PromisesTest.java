package dev.spillway.worker.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.worker.kv.BlockPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Law "tail": an order that keeps promises lets nobody pay much for the short. */
class PromisesTest {
  private static final long STEP = 10_000_000;

  @Property(tries = 300)
  void nobody_is_overdue_before_first_come_first_served_would_have_begun_it(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int atOnce) {
    var random = new SplittableRandom(seed);
    var promises = new Promises<Sequence>(1_000_000);
    Map<Sequence, Double> upTo = new HashMap<>();
    List<Sequence> waiting = new ArrayList<>();
    List<Sequence> running = new ArrayList<>();
    double offered = 0;
    double left = 0;
    for (long step = 0; step < 600; step++) {
      long now = step * STEP;
      if (random.nextInt(3) > 0) {
        var one = sequence(1 + random.nextInt(50), 1 + random.nextInt(50), step, now);
        promises.offered(one);
        offered += Work.expected(one);
        upTo.put(one, offered);
        waiting.add(one);
      }
      double gone = left;
      Set<Sequence> overdue = new LinkedHashSet<>();
      promises.advance(now, one -> assertThat(overdue.add(one)).isTrue());
      for (var one : overdue) {
        assertThat(waiting.contains(one) || running.contains(one)).isTrue();
        assertThat(upTo.get(one)).isLessThanOrEqualTo(gone + 1e-6);
      }
      if (!waiting.isEmpty() && running.size() < atOnce) {
        var next = waiting.remove(random.nextInt(waiting.size()));
        left += Work.expected(next);
        if (random.nextInt(9) == 0) {
          promises.broken(next);
        } else {
          promises.began(next, now);
          running.add(next);
        }
      }
      if (!running.isEmpty() && random.nextInt(2) == 0) {
        promises.ended(running.remove(random.nextInt(running.size())), now);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"5, 2", "5, 5", "8, 1", "8, 5", "12, 1", "12, 7"})
  void the_tail_is_that_of_first_come_first_served(int burst, int seed) {
    double[] first = latencies("fcfs", seed, burst);
    double[] kept = latencies("shortest", seed, burst);
    assertThat(percentile(kept, 99)).isLessThanOrEqualTo(1.1 * percentile(first, 99));
    assertThat(mean(kept)).as("and the mean is less").isLessThan(mean(first));
  }

  @Test
  void without_promises_the_tail_is_longer_than_they_allow() {
    for (int seed : List.of(1, 5)) {
      double tail = percentile(latencies("fcfs", seed, 8), 99);
      assertThat(percentile(latencies("shortest-only", seed, 8), 99)).isGreaterThan(1.15 * tail);
    }
  }

  /** A place for four and one long backlog in the middle, when so many come at a time. */
  private static double[] latencies(String order, int seed, int burst) {
    var random = new SplittableRandom(seed);
    var policy =
        SchedulingPolicy.named(order, "past-future").withStarvationNanos(Long.MAX_VALUE / 2);
    var scheduler =
        new Scheduler<Sequence>(new Limits(4, 100_000, 64), policy, new BlockPool(4000));
    List<Double> latencies = new ArrayList<>();
    int alive = 0;
    for (long step = 0; step < 24_000 || alive > 0; step++) {
      long now = step * STEP;
      boolean crowd = step > 12_000 && step < 12_600;
      for (int i = 0; i < (crowd ? burst : 1) && step < 24_000; i++) {
        if (random.nextInt(8) == 0) {
          int answer = Math.clamp((int) (4 * Math.pow(random.nextDouble(), -0.6)), 1, 200);
          var one = new Sequence(new int[1 + random.nextInt(16)], answer, OptionalInt.of(answer));
          assertThat(scheduler.offer(one, now)).isTrue();
          alive++;
        }
      }
      var plan = scheduler.schedule(now);
      long end = now + STEP;
      scheduler.onStepDone(plan, end);
      for (var share : plan.shares()) {
        var one = share.sequence();
        if (share.last() && one.append(0)) {
          assertThat(scheduler.finish(one, end)).isTrue();
          latencies.add((end - one.arrival()) / 1e9);
          alive--;
        }
      }
    }
    return latencies.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }

  private static double percentile(double[] sorted, int percent) {
    return sorted[(int) Math.ceil(percent / 100.0 * sorted.length) - 1];
  }

  private static double mean(double[] numbers) {
    return Arrays.stream(numbers).average().orElseThrow();
  }

  private static Sequence sequence(int prompt, int answer, long serial, long now) {
    var sequence = new Sequence(new int[prompt], answer);
    sequence.offered(new Standing(serial, now, answer));
    return sequence;
  }
}
