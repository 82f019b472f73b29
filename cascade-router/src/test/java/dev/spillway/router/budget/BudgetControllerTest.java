package dev.spillway.router.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class BudgetControllerTest {
  private static final double CHEAP = 1;
  private static final int LONG_RUN = 4_000;

  /**
   * Requests of which each gains something by the dear tier, more or less evenly from 0 to {@code
   * gain}: it is asked where the gain, times the worth, exceeds its cost.
   */
  private record Mix(double gain, double dear) {
    double cost(Random random, double worth, Pace pace) {
      double drawn = gain * random.nextDouble();
      double dearly = dear * (0.5 + random.nextDouble());
      boolean asked = pace.worth(worth) * drawn > dear && pace.affords(CHEAP + dear);
      return CHEAP * (0.8 + 0.4 * random.nextDouble()) + (asked ? dearly : 0);
    }
  }

  private static void run(
      BudgetController controller, Mix mix, Random random, double worth, int requests) {
    for (int i = 0; i < requests; i++) {
      controller.settle(mix.cost(random, worth, controller.pace()));
    }
  }

  @Property(tries = 200, seed = "1")
  void a_long_run_of_any_mix_costs_at_most_1_10_of_what_was_asked(
      @ForAll @DoubleRange(min = 0.01, max = 1) double gain,
      @ForAll @DoubleRange(min = 0.5, max = 60) double dear,
      @ForAll @DoubleRange(min = 1.3, max = 40) double asked,
      @ForAll @DoubleRange(min = 0.1, max = 5_000) double worth,
      @ForAll long seed) {
    var controller = BudgetController.of(asked, CHEAP, CHEAP + dear);
    run(controller, new Mix(gain, dear), new Random(seed), worth, LONG_RUN);
    assertThat(controller.spending().realised()).isLessThan(1.10);
  }

  /** Law: a debt has an end, whatever requests cost, as long as the cheapest tier can be paid. */
  @Property(tries = 200, seed = "1")
  void debt_is_never_more_than_a_burst_and_one_reply(
      @ForAll @DoubleRange(min = 2, max = 80) double dear,
      @ForAll @LongRange(min = 1, max = 400) long requests,
      @ForAll long seed) {
    double asked = 1.5;
    var controller = BudgetController.of(asked, CHEAP, dear);
    var random = new Random(seed);
    for (int i = 0; i < requests; i++) {
      boolean hard = random.nextInt(4) > 0;
      controller.settle(hard && controller.pace().affords(dear) ? dear : CHEAP);
    }
    double burst = Math.max(20 * asked, dear);
    assertThat(controller.spending().spent()).isLessThanOrEqualTo(requests * asked + burst + dear);
  }

  @Test
  void what_was_asked_is_spent_where_there_is_something_to_gain() {
    for (double worth : new double[] {2, 20, 200}) {
      var controller = BudgetController.of(4, CHEAP, 20);
      run(controller, new Mix(1, 20), new Random(1), worth, LONG_RUN);
      assertThat(controller.spending().realised()).as("worth %s", worth).isBetween(0.93, 1.03);
    }
  }

  /**
   * Law: where each of several gateways keeps what was asked, so do all together, however requests
   * are spread over them: their costs add up, and what they may cost does, too.
   */
  @Property(tries = 100, seed = "1")
  void several_gateways_keep_together_what_each_keeps(
      @ForAll @DoubleRange(min = 0.02, max = 0.98) double share,
      @ForAll @DoubleRange(min = 0.01, max = 1) double gain,
      @ForAll @DoubleRange(min = 1, max = 8) double harder,
      @ForAll @DoubleRange(min = 1, max = 2_000) double worth,
      @ForAll long seed) {
    var random = new Random(seed);
    var here = BudgetController.of(4, CHEAP, 20);
    var there = BudgetController.of(4, CHEAP, 20);
    for (int i = 0; i < 2 * LONG_RUN; i++) {
      boolean atHere = random.nextDouble() < share;
      // One gateway has the harder questions, such as those of one tenant.
      run(
          atHere ? here : there,
          new Mix(atHere ? Math.min(1, harder * gain) : gain, 20),
          random,
          worth,
          1);
    }
    assertThat(realised(here, there)).isLessThanOrEqualTo(1.05);
  }

  /** What that costs: a gateway that starts has an even balance. */
  @Test
  void each_gateway_that_starts_may_once_spend_a_burst_beyond_what_was_asked() {
    double dear = 21;
    double spent = 0;
    for (int starts = 0; starts < 10; starts++) {
      var controller = BudgetController.of(4, CHEAP, dear);
      for (int i = 0; i < 100; i++) {
        controller.settle(controller.pace().affords(dear) ? dear : CHEAP);
      }
      spent += controller.spending().spent();
    }
    assertThat(spent).isBetween(10 * 100 * 4.0, 10 * (100 * 4.0 + 20 * 4 + dear));
  }

  private static double realised(BudgetController... controllers) {
    double spent = 0;
    double asked = 0;
    for (var each : controllers) {
      spent += each.spending().spent();
      asked += 4.0 * (double) each.spending().requests();
    }
    return spent / asked;
  }

  /** Questions that all gain four times as much ask the dear tier for nearly all of them. */
  @Test
  void after_a_shift_it_finds_its_way_back() {
    var random = new Random(2);
    var controller = BudgetController.of(4, CHEAP, 20);
    run(controller, new Mix(1, 20), random, 23, 2_000);
    var before = controller.spending();
    run(controller, new Mix(4, 20), random, 23, 500);
    var shifted = controller.spending();
    assertThat((shifted.spent() - before.spent()) / 500).isLessThan(1.10 * 4);
    run(controller, new Mix(4, 20), random, 23, 1_000);
    var later = controller.spending();
    assertThat((later.spent() - shifted.spent()) / 1_000).isBetween(0.95 * 4, 1.04 * 4);
    assertThat(later.factor()).isLessThan(0.5 * before.factor());
  }

  /** Law: the same costs in the same order give the same paces. */
  @Property(tries = 50, seed = "1")
  void the_same_costs_give_the_same_paces(@ForAll long seed) {
    var one = BudgetController.of(4, CHEAP, 20);
    var other = BudgetController.of(4, CHEAP, 20);
    run(one, new Mix(1, 20), new Random(seed), 30, 300);
    run(other, new Mix(1, 20), new Random(seed), 30, 300);
    assertThat(one.pace()).isEqualTo(other.pace());
  }

  @Test
  void unspent_money_expires_so_that_a_quiet_night_does_not_pay_for_a_wild_morning() {
    var controller = BudgetController.of(4, CHEAP, 20);
    for (int i = 0; i < 100_000; i++) {
      controller.settle(CHEAP);
    }
    assertThat(controller.spending().balance()).isLessThanOrEqualTo(2 * 20 * 4);
    double before = controller.spending().spent();
    run(controller, new Mix(1, 20), new Random(3), 1e6, 1_000);
    assertThat((controller.spending().spent() - before) / 1_000).isLessThan(1.10 * 4);
  }

  @Test
  void a_threshold_keeps_its_meaning_and_its_ends() {
    var rich = new Pace(3, 1);
    assertThat(rich.threshold(0.5)).isCloseTo(0.75, Offset.offset(1e-12));
    assertThat(new Pace(1, 1).threshold(0.3)).isCloseTo(0.3, Offset.offset(1e-12));
    assertThat(new Pace(0.2, 1).threshold(0.3)).isLessThan(0.3);
    assertThat(rich.threshold(0)).isZero();
    assertThat(rich.threshold(1)).isEqualTo(1);
  }

  /** A cascade with a threshold, which knows nothing of worths, keeps its budget too. */
  @Test
  void thresholds_keep_a_budget() {
    var random = new Random(4);
    var controller = BudgetController.of(4, CHEAP, 20);
    for (int i = 0; i < LONG_RUN; i++) {
      double confidence = i < LONG_RUN / 2 ? random.nextDouble() : random.nextDouble() / 2;
      var pace = controller.pace();
      boolean escalates = confidence < pace.threshold(0.8) && pace.affords(20);
      controller.settle(CHEAP + (escalates ? 20 : 0));
    }
    assertThat(controller.spending().realised()).isBetween(0.97, 1.03);
  }

  @Test
  void no_settlement_is_lost_between_threads() throws Exception {
    var controller = BudgetController.of(4, CHEAP, 20);
    Callable<Boolean> settling =
        () -> {
          for (int i = 0; i < 10_000; i++) {
            controller.settle(2);
          }
          return true;
        };
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (var settled : threads.invokeAll(Collections.nCopies(4, settling))) {
        settled.get();
      }
    }
    assertThat(controller.spending().requests()).isEqualTo(40_000);
    assertThat(controller.spending().spent()).isEqualTo(80_000);
  }

  @Test
  void a_budget_below_the_cheapest_tier_is_refused_with_the_field_and_both_amounts() {
    for (double asked : new double[] {0.9, 0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> BudgetController.of(asked, CHEAP, 20))
          .isInstanceOfSatisfying(
              SpillwayException.class,
              refused -> {
                assertThat(refused.kind()).isInstanceOf(ErrorKind.InvalidValue.class);
                assertThat(refused.kind().param()).contains("budget");
              });
    }
    assertThatThrownBy(() -> BudgetController.of(0.9, CHEAP, 20))
        .hasMessageContaining("1.00 dollars a request, not 0.900");
  }

  @Test
  void a_cost_must_be_a_number() {
    var controller = BudgetController.of(4, CHEAP, 20);
    assertThatThrownBy(() -> controller.settle(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> controller.settle(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(controller.spending().realised()).isEqualTo(1);
  }
}
