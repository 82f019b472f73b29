package dev.spillway.router.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private static final int INDEX_BYTES = 1 << 16;
  private static final List<String> THREE = List.of("a", "b", "c");
  private static final Prefix NONE = Prefix.of();

  private final Placement placement = placement(PlacementRule.COST);

  @Test
  void who_holds_the_prompt_gets_it_again() {
    var job = new Job(Prefix.of(1, 2, 3), 3, 1);
    for (int i = 0; i < 5; i++) {
      var place = placement.take(job, THREE).orElseThrow();
      assertThat(place.worker()).isEqualTo("a");
      assertThat(place.overlap()).isEqualTo(i == 0 ? 0 : 3);
      place.leave(0, 0);
    }
  }

  @Test
  void who_waits_for_long_answers_is_busier_than_who_waits_for_short_ones() {
    take(new Job(NONE, 1, 50), List.of("a"));
    take(new Job(NONE, 1, 1), List.of("b"));
    take(new Job(NONE, 1, 1), List.of("b"));
    assertThat(take(new Job(NONE, 1, 5), List.of("a", "b")).worker()).isEqualTo("b");
  }

  @Test
  void a_prompt_that_was_read_is_no_work_any_more() {
    var read = take(new Job(NONE, 100, 1), List.of("a"));
    take(new Job(NONE, 60, 60), List.of("b"));
    read.prefilled();
    assertThat(take(new Job(NONE, 1, 1), List.of("a", "b")).worker()).isEqualTo("a");
  }

  @Test
  void who_holds_more_of_the_prompt_gets_it_though_he_is_a_little_busier() {
    take(new Job(Prefix.of(1, 2, 3), 3, 1), List.of("a")).leave(0, 0);
    var busy = take(new Job(NONE, 8, 1), List.of("a"));
    assertThat(take(new Job(Prefix.of(1, 2, 3), 3, 1), THREE).worker()).isEqualTo("a");
    assertThat(busy.worker()).isEqualTo("a");
  }

  @Test
  void a_holder_with_far_more_requests_than_another_is_not_preferred() {
    var job = new Job(Prefix.of(1, 2, 3, 4, 5, 6, 7, 8), 8, 1);
    var holders = new ArrayList<String>();
    for (int i = 0; i < 60; i++) {
      var place = take(job, THREE);
      place.prefilled();
      holders.add(place.worker());
    }
    // A few are not many; then others read the prefix and hold it as well.
    assertThat(holders.subList(0, 4)).containsOnly("a");
    assertThat(THREE).allMatch(worker -> placement.inFlight(worker) >= 12);
  }

  @Property(tries = 200, seed = "1")
  void no_worker_starves(
      @ForAll @IntRange(min = 1, max = 8) int workers,
      @ForAll @IntRange(max = 4) int shared,
      @ForAll long seed) {
    var random = new Random(seed);
    var names = names(workers);
    var chosen = new HashSet<String>();
    var any = placement(PlacementRule.COST);
    // All begin alike, and none leaves.
    for (int i = 0; i < 40 * workers; i++) {
      long[] blocks = new long[4];
      for (int block = 0; block < blocks.length; block++) {
        blocks[block] = block < shared ? block : random.nextLong();
      }
      var job = new Job(Prefix.of(blocks), 4, random.nextInt(20));
      chosen.add(any.take(job, names).orElseThrow().worker());
    }
    assertThat(chosen).containsExactlyInAnyOrderElementsOf(names);
  }

  @Property(tries = 300, seed = "1")
  void only_candidates_are_chosen(
      @ForAll PlacementRule rule,
      @ForAll @IntRange(min = 1, max = 6) int workers,
      @ForAll long seed) {
    var random = new Random(seed);
    var any = placement(rule);
    for (int i = 0; i < 50; i++) {
      var alive = new ArrayList<>(names(workers));
      alive.removeIf(name -> random.nextInt(3) == 0);
      var place = any.take(new Job(Prefix.of(1, 2), 2, 1), alive);
      assertThat(place.isPresent()).isEqualTo(!alive.isEmpty());
      place.ifPresent(taken -> assertThat(alive).contains(taken.worker()));
    }
  }

  @Property(tries = 200, seed = "1")
  void the_same_calls_give_the_same_choices(@ForAll PlacementRule rule, @ForAll long seed) {
    assertThat(choices(rule, seed)).isEqualTo(choices(rule, seed));
  }

  private static List<String> choices(PlacementRule rule, long seed) {
    var random = new Random(seed);
    var any = placement(rule);
    var chosen = new ArrayList<String>();
    for (int i = 0; i < 60; i++) {
      var job = new Job(Prefix.of(random.nextInt(3), random.nextInt(3)), 2, random.nextInt(3));
      var place = any.take(job, THREE).orElseThrow();
      chosen.add(place.worker());
      if (random.nextBoolean()) {
        place.leave(random.nextInt(5), random.nextInt(1_000));
      }
    }
    return chosen;
  }

  @Test
  void equals_take_turns() {
    for (var expected : List.of("a", "b", "c", "a", "b", "c")) {
      var place = take(new Job(NONE, 1, 1), THREE);
      assertThat(place.worker()).isEqualTo(expected);
      place.leave(0, 0);
    }
  }

  @Test
  void a_worker_that_restarted_holds_nothing() {
    var job = new Job(Prefix.of(1, 2, 3), 3, 1);
    take(job, List.of("b")).leave(0, 0);
    placement.forget("b");
    var place = take(job, List.of("b"));
    assertThat(place.overlap()).isZero();
    place.leave(0, 0);
    assertThat(take(job, List.of("b")).overlap()).isEqualTo(3);
  }

  @Test
  void what_a_forgotten_worker_was_given_counts_until_it_leaves() {
    var place = take(new Job(NONE, 1, 1), List.of("a"));
    placement.forget("a");
    assertThat(placement.inFlight("a")).isEqualTo(1);
    place.leave(3, 30);
    assertThat(placement.inFlight("a")).isZero();
  }

  @Property(tries = 200, seed = "1")
  void when_all_have_left_nothing_is_in_flight(@ForAll PlacementRule rule, @ForAll long seed) {
    var random = new Random(seed);
    var any = placement(rule);
    var places = new ArrayList<Placement.Place>();
    for (int i = 0; i < 40; i++) {
      places.add(any.take(new Job(NONE, random.nextDouble(), 0.1), THREE).orElseThrow());
    }
    for (var place : places) {
      if (random.nextBoolean()) {
        place.prefilled();
      }
      place.leave(1, 1);
      place.leave(1, 1);
    }
    assertThat(THREE).allMatch(worker -> any.inFlight(worker) == 0);
  }

  @Property(tries = 50, seed = "1")
  void the_index_keeps_to_its_bytes(@ForAll @IntRange(min = 64, max = 1 << 18) int bytes) {
    var any = new Placement(PlacementRule.COST, 16, 16, bytes, 1);
    long before = any.indexBytes();
    for (int i = 0; i < 2_000; i++) {
      any.take(new Job(Prefix.of(i, i + 1, i + 2), 3, 1), THREE).orElseThrow().leave(0, 0);
    }
    assertThat(any.indexBytes()).isEqualTo(before).isLessThanOrEqualTo(bytes);
  }

  /**
   * Two workers with eight slots each, one three times as fast, and always more requests than
   * slots: every token of a slot takes 1 or 3 ticks.
   */
  @Test
  void a_slow_and_a_fast_worker_together_do_what_they_do_alone() {
    var names = List.of("slow", "fast");
    record Running(long end, Placement.Place place, int tokens, long took) {}
    var running = new PriorityQueue<Running>((x, y) -> Long.compare(x.end(), y.end()));
    long[][] slots = new long[2][8];
    var random = new Random(3);
    long tokens = 0;
    long time = 0;
    while (time < 300_000) {
      while (running.size() < 36) {
        int length = 20 + random.nextInt(200);
        var place = take(new Job(NONE, 0, length / 16.0), names);
        int worker = names.indexOf(place.worker());
        int free =
            IntStream.range(0, 8)
                .reduce((x, y) -> slots[worker][x] <= slots[worker][y] ? x : y)
                .orElseThrow();
        long took = (worker == 0 ? 3L : 1L) * length;
        long end = Math.max(time, slots[worker][free]) + took;
        slots[worker][free] = end;
        running.add(new Running(end, place, length, took));
      }
      var first = running.remove();
      time = first.end();
      tokens += first.tokens();
      first.place().leave(first.tokens() - 1, first.took());
    }
    assertThat((double) tokens / time).isGreaterThan(0.95 * (8 + 8 / 3.0));
  }

  @Test
  void who_was_slow_once_is_tried_again() {
    var names = List.of("a", "b");
    take(new Job(NONE, 1, 1), List.of("a")).leave(10, 100_000);
    take(new Job(NONE, 1, 1), List.of("b")).leave(10, 1_000);
    int tries = 0;
    while (tries < 20_000) {
      var place = take(new Job(NONE, 1, 1), names);
      place.leave(10, 1_000);
      if (place.worker().equals("a")) {
        break;
      }
      tries++;
    }
    assertThat(tries).isBetween(10, 10_000);
  }

  @Test
  void by_turns_each_gets_as_many() {
    var any = placement(PlacementRule.ROUND_ROBIN);
    for (int i = 0; i < 30; i++) {
      any.take(new Job(NONE, 1, 1), THREE);
    }
    assertThat(THREE).allMatch(worker -> any.inFlight(worker) == 10);
  }

  @Test
  void of_two_the_less_busy_is_taken() {
    var any = placement(PlacementRule.POWER_OF_TWO);
    any.take(new Job(NONE, 1, 1), List.of("a"));
    for (int i = 0; i < 20; i++) {
      var place = any.take(new Job(NONE, 1, 1), List.of("a", "b")).orElseThrow();
      assertThat(place.worker()).isEqualTo("b");
      place.leave(0, 0);
    }
  }

  private Placement.Place take(Job job, List<String> candidates) {
    return placement.take(job, candidates).orElseThrow();
  }

  private static Placement placement(PlacementRule rule) {
    return new Placement(rule, 16, 16, INDEX_BYTES, 7);
  }

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "w" + i).toList();
  }
}
