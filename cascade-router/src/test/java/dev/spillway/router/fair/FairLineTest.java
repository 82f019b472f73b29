package dev.spillway.router.fair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FairLineTest {
  private static final int SPARED = 8;
  private static final double LONGEST = 1_000;

  private static final List<Priority> ANY = List.of(Priority.values());

  private static Work work(Priority priority, String tenant, double weight, double tokens) {
    return new Work(priority, tenant, weight, tokens, tokens / 100);
  }

  private static Work work(String tenant, double tokens) {
    return work(Priority.NORMAL, tenant, 1, tokens);
  }

  private static <T> T serve(FairLine<T> line) {
    var next = line.first(any -> true).orElseThrow();
    line.serve(next);
    return next.who();
  }

  private static double drawn(Random random) {
    return 1 + random.nextDouble() * (LONGEST - 1);
  }

  /** Two tenants who always wait, whatever they send and whoever else comes and goes. */
  @Property(tries = 200, seed = "1")
  void no_tenant_of_a_backlogged_pair_gets_more_than_its_weighted_share_and_one_request_of_each(
      @ForAll @DoubleRange(min = 0.1, max = 10) double weight,
      @ForAll @DoubleRange(min = 0.1, max = 10) double other,
      @ForAll long seed) {
    var random = new Random(seed);
    var line = new FairLine<String>(100, SPARED);
    var weights = Map.of("a", weight, "b", other);
    var served = new HashMap<>(Map.of("a", 0.0, "b", 0.0));
    // One more than can be served, so that each always waits.
    weights.forEach((tenant, by) -> line.join(pair(tenant, by, random), tenant));
    weights.forEach((tenant, by) -> line.join(pair(tenant, by, random), tenant));
    for (int i = 0; i < 500; i++) {
      if (random.nextInt(3) == 0 && !line.isFull()) {
        var guest = "guest" + random.nextInt(4);
        line.join(work(guest, drawn(random)), guest);
      }
      var next = line.first(any -> true).orElseThrow();
      line.serve(next);
      served.merge(next.who(), next.work().tokens(), Double::sum);
      if (weights.containsKey(next.who())) {
        line.join(pair(next.who(), next.work().weight(), random), next.who());
      }
      assertThat(served.getOrDefault("a", 0.0) / weight - served.getOrDefault("b", 0.0) / other)
          .isBetween(-LONGEST / other, LONGEST / weight);
    }
  }

  private static Work pair(String tenant, double weight, Random random) {
    return work(Priority.NORMAL, tenant, weight, drawn(random));
  }

  /** What is predicted may be anything: the truth comes when a request is over. */
  @Property(tries = 200, seed = "1")
  void wrong_predictions_are_made_good_but_for_the_requests_under_way(
      @ForAll @IntRange(min = 1, max = 8) int places, @ForAll long seed) {
    var random = new Random(seed);
    var line = new FairLine<Double>(100, SPARED);
    var truth = new HashMap<>(Map.of("short", 0.0, "long", 0.0));
    var underWay = new ArrayDeque<Waiter<Double>>();
    // One tenant is always thought to ask for little, and the other for much.
    line.join(work("short", 1), drawn(random));
    line.join(work("long", LONGEST), drawn(random));
    // One more than can be served, so that each always waits.
    line.join(work("short", 1), drawn(random));
    line.join(work("long", LONGEST), drawn(random));
    for (int i = 0; i < 1_000; i++) {
      if (underWay.size() == places) {
        var over = underWay.remove();
        line.settle(over, over.who());
      }
      var next = line.first(any -> true).orElseThrow();
      line.serve(next);
      underWay.add(next);
      truth.merge(next.work().tenant(), next.who(), Double::sum);
      line.join(next.work(), drawn(random));
      assertThat(Math.abs(truth.getOrDefault("short", 0.0) - truth.getOrDefault("long", 0.0)))
          .isLessThanOrEqualTo((2 * places + 2) * LONGEST);
    }
  }

  @Property(tries = 200, seed = "1")
  void work_is_conserved(@ForAll long seed) {
    var random = new Random(seed);
    var line = new FairLine<Integer>(50, SPARED);
    var waiting = new ArrayList<Waiter<Integer>>();
    for (int i = 0; i < 500; i++) {
      if (!line.isFull() && random.nextBoolean()) {
        var priority = ANY.get(random.nextInt(3));
        waiting.add(
            line.join(work(priority, "t" + random.nextInt(5), 1, drawn(random)), waiting.size()));
      }
      if (!waiting.isEmpty() && random.nextInt(10) == 0) {
        var gone = waiting.remove(random.nextInt(waiting.size()));
        assertThat(line.leave(gone)).isTrue();
        assertThat(line.leave(gone)).isFalse();
      }
      // Somebody who may be taken is found, however many may not.
      int kind = random.nextInt(3);
      var could = waiting.stream().filter(each -> each.who() % 3 == kind).toList();
      var next = line.first(who -> who % 3 == kind);
      assertThat(next.isPresent()).isEqualTo(!could.isEmpty());
      next.ifPresent(
          each -> {
            line.serve(each);
            assertThat(waiting.remove(each)).isTrue();
          });
      assertThat(line.size()).isEqualTo(waiting.size());
    }
  }

  @Test
  void a_tenant_that_comes_when_nobody_waits_has_banked_nothing_either() {
    var line = new FairLine<String>(100, SPARED);
    for (int i = 0; i < 20; i++) {
      line.join(work("busy", 10), "busy");
      serve(line);
    }
    for (int i = 0; i < 20; i++) {
      line.join(work("late", 10), "late");
      line.join(work("busy", 10), "busy");
    }
    var order = new ArrayList<String>();
    for (int i = 0; i < 20; i++) {
      order.add(serve(line));
    }
    assertThat(order.stream().filter("late"::equals)).hasSizeBetween(10, 11);
  }

  @Test
  void who_has_waited_and_gone_leaves_no_claim_to_whoever_comes_next() {
    var line = new FairLine<String>(100, SPARED);
    var gone = line.join(work(Priority.LOW, "a", 1, 1), "gone");
    for (int i = 0; i < 2 * SPARED; i++) {
      line.join(work(Priority.HIGH, "b", 1, 1), "high");
    }
    for (int i = 0; i < SPARED; i++) {
      assertThat(serve(line)).isEqualTo("high");
    }
    assertThat(line.leave(gone)).isTrue();
    line.join(work(Priority.LOW, "a", 1, 1), "low");
    for (int i = 0; i < SPARED; i++) {
      assertThat(serve(line)).isEqualTo("high");
    }
    assertThat(serve(line)).isEqualTo("low");
  }

  @Test
  void a_tenant_banks_nothing_while_it_is_idle() {
    var line = new FairLine<String>(100, SPARED);
    for (int i = 0; i < 40; i++) {
      line.join(work("busy", 10), "busy");
    }
    for (int i = 0; i < 20; i++) {
      serve(line);
    }
    for (int i = 0; i < 20; i++) {
      line.join(work("late", 10), "late");
    }
    var order = new ArrayList<String>();
    for (int i = 0; i < 20; i++) {
      order.add(serve(line));
    }
    assertThat(order.stream().filter("late"::equals).count()).isBetween(9L, 11L);
  }

  @Test
  void a_tenant_that_comes_and_goes_does_not_lose_what_it_owes() {
    var line = new FairLine<String>(100, SPARED);
    line.join(work("a", 10), "a");
    line.join(work("b", 1_000), "b");
    assertThat(List.of(serve(line), serve(line))).containsExactly("a", "b");
    for (int i = 0; i < 50; i++) {
      line.join(work("a", 10), "a");
    }
    line.join(work("b", 10), "b");
    for (int i = 0; i < 50; i++) {
      assertThat(serve(line)).isEqualTo("a");
    }
  }

  @Test
  void a_flood_of_one_tenant_holds_another_up_by_its_share() {
    var line = new FairLine<String>(300, SPARED);
    for (int i = 0; i < 200; i++) {
      line.join(work("flood", 50), "flood");
    }
    serve(line);
    for (int i = 0; i < 4; i++) {
      line.join(work("few", 50), "few");
    }
    var order = new ArrayList<String>();
    for (int i = 0; i < 8; i++) {
      order.add(serve(line));
    }
    assertThat(order).containsOnly("flood", "few");
    assertThat(order.stream().filter("few"::equals).count()).isEqualTo(4);
  }

  @Test
  void tenants_whose_requests_come_to_nothing_take_turns() {
    var line = new FairLine<String>(10, SPARED);
    var order = new ArrayList<String>();
    for (var tenant : List.of("a", "a", "a", "b", "b", "b")) {
      line.join(work(tenant, 50), tenant);
    }
    while (line.size() > 0) {
      var next = line.first(any -> true).orElseThrow();
      line.serve(next);
      line.settle(next, 0);
      order.add(next.who());
    }
    assertThat(order).containsExactly("a", "b", "a", "b", "a", "b");
  }

  @Test
  void a_higher_class_goes_first() {
    var line = new FairLine<Priority>(10, SPARED);
    for (var priority : List.of(Priority.LOW, Priority.NORMAL, Priority.HIGH)) {
      line.join(work(priority, "t", 1, 10), priority);
    }
    assertThat(List.of(serve(line), serve(line), serve(line)))
        .containsExactly(Priority.HIGH, Priority.NORMAL, Priority.LOW);
  }

  /** However much of the higher ones there always is. */
  @Property(tries = 50, seed = "1")
  void a_low_class_is_not_starved_for_longer_than_its_bound(
      @ForAll @IntRange(min = 1, max = 30) int spared, @ForAll boolean both) {
    var line = new FairLine<Priority>(10, spared);
    line.join(work(Priority.HIGH, "h", 1, 10), Priority.HIGH);
    if (both) {
      line.join(work(Priority.NORMAL, "n", 1, 10), Priority.NORMAL);
    }
    line.join(work(Priority.LOW, "l", 1, 10), Priority.LOW);
    int since = 0;
    int low = 0;
    int high = 0;
    for (int i = 0; i < 1_000; i++) {
      var served = serve(line);
      line.join(work(served, served.wireName(), 1, 10), served);
      since = served == Priority.LOW ? 0 : since + 1;
      low += served == Priority.LOW ? 1 : 0;
      high += served == Priority.HIGH ? 1 : 0;
      assertThat(since).isLessThanOrEqualTo(spared + 1);
    }
    assertThat(low).isPositive();
    // It is a bound, and not another share: the higher class has all the rest.
    assertThat(high).isGreaterThanOrEqualTo(1_000 - 2 * (1_000 / (spared + 1) + 1));
  }

  @Property(tries = 200, seed = "1")
  void what_comes_before_a_newcomer_is_known_but_for_one_request_of_each_tenant(@ForAll long seed) {
    var random = new Random(seed);
    var line = new FairLine<Integer>(100, Integer.MAX_VALUE);
    for (int i = 0; i < 40; i++) {
      line.join(work(ANY.get(random.nextInt(3)), "t" + random.nextInt(4), 1, drawn(random)), i);
      if (random.nextInt(4) == 0) {
        serve(line);
      }
    }
    var newcomer = work("t" + random.nextInt(6), drawn(random));
    double told = line.secondsBefore(newcomer);
    var me = line.join(newcomer, -1);
    double before = 0;
    while (line.size() > 0) {
      var next = line.first(any -> true).orElseThrow();
      if (next.equals(me)) {
        break;
      }
      before += next.work().seconds();
      line.serve(next);
    }
    assertThat(told).isCloseTo(before, Offset.offset(4 * LONGEST / 100 + 1e-6));
  }

  @Property(tries = 50, seed = "1")
  void what_is_remembered_of_tenants_is_bounded(@ForAll @IntRange(min = 1, max = 20) int most) {
    var line = new FairLine<String>(most, SPARED);
    for (int i = 0; i < 10 * most; i++) {
      var tenant = "t" + i;
      line.join(work(tenant, 1), tenant);
      assertThat(serve(line)).isEqualTo(tenant);
    }
    assertThat(line.tenants()).isLessThanOrEqualTo(2 * most);
  }

  @Test
  void no_more_than_its_most_wait() {
    var line = new FairLine<String>(2, SPARED);
    line.join(work("a", 1), "a");
    line.join(work("b", 1), "b");
    assertThat(line.isFull()).isTrue();
    assertThatThrownBy(() -> line.join(work("c", 1), "c"))
        .isInstanceOf(IllegalStateException.class);
    assertThat(line.size(Priority.NORMAL)).isEqualTo(2);
  }
}
