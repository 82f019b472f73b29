package dev.spillway.router.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.router.fit.LabelledDecision.Attempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ThresholdFitTest {

  /** Law: no combination of thresholds beats a point of the front, and all of it can be had. */
  @Property(tries = 60, seed = "1")
  void two_tiers_have_the_front_of_all_thresholds(
      @ForAll @IntRange(min = 1, max = 40) int rows, @ForAll long seed) {
    assertFrontOfAll(random(rows, 2, seed));
  }

  @Property(tries = 40, seed = "1")
  void three_tiers_have_the_front_of_all_thresholds(
      @ForAll @IntRange(min = 1, max = 12) int rows, @ForAll long seed) {
    assertFrontOfAll(random(rows, 3, seed));
  }

  @Property(tries = 10, seed = "1")
  void four_tiers_have_the_front_of_all_thresholds(
      @ForAll @IntRange(min = 1, max = 6) int rows, @ForAll long seed) {
    assertFrontOfAll(random(rows, 4, seed));
  }

  private static void assertFrontOfAll(List<LabelledDecision> rows) {
    var front = ThresholdFit.front(rows, (done, of) -> {});
    var all = everything(rows);
    assertThat(figures(front.points(), FittedCascade::cost))
        .isEqualTo(figures(CascadeFront.pareto(all, FittedCascade::cost), FittedCascade::cost));
    var fromFirst = all.stream().filter(each -> each.tiers().getFirst() == 0).toList();
    assertThat(figures(front.seldom(), FittedCascade::escalated))
        .isEqualTo(
            figures(
                CascadeFront.pareto(fromFirst, FittedCascade::escalated),
                FittedCascade::escalated));
    for (var point : front.points()) {
      assertThat(measured(point, rows)).isEqualTo(point);
    }
  }

  private static List<List<Double>> figures(
      List<FittedCascade> points, ToDoubleFunction<FittedCascade> cost) {
    return points.stream().map(each -> List.of(cost.applyAsDouble(each), each.quality())).toList();
  }

  /** Every list of tiers with every combination of confidences as thresholds, one by one. */
  private static List<FittedCascade> everything(List<LabelledDecision> rows) {
    int tiers = rows.getFirst().attempts().size();
    var all = new ArrayList<FittedCascade>();
    for (int list = 1; list < 1 << tiers; list++) {
      int bits = list;
      var chosen = IntStream.range(0, tiers).filter(t -> (bits >> t & 1) != 0).boxed().toList();
      extend(rows, chosen, List.of(), all);
    }
    return all;
  }

  private static void extend(
      List<LabelledDecision> rows,
      List<Integer> tiers,
      List<Double> thresholds,
      List<FittedCascade> all) {
    if (thresholds.size() == tiers.size() - 1) {
      all.add(measured(new FittedCascade(tiers, thresholds, 0, 0, 0), rows));
      return;
    }
    int tier = tiers.get(thresholds.size());
    for (double next :
        rows.stream().mapToDouble(r -> r.attempts().get(tier).confidence()).distinct().toArray()) {
      var longer = new ArrayList<>(thresholds);
      longer.add(next);
      extend(rows, tiers, longer, all);
    }
  }

  private static FittedCascade measured(FittedCascade cascade, List<LabelledDecision> rows) {
    double weight = 0;
    double quality = 0;
    double cost = 0;
    double escalated = 0;
    for (var row : rows) {
      int stage = cascade.stage(row);
      weight += row.weight();
      quality += row.weight() * row.attempts().get(cascade.tiers().get(stage)).quality();
      for (int i = 0; i <= stage; i++) {
        var attempt = row.attempts().get(cascade.tiers().get(i));
        cost += row.weight() * attempt.cost();
        cost += i < cascade.thresholds().size() ? row.weight() * attempt.judging() : 0;
      }
      escalated += stage > 0 ? row.weight() : 0;
    }
    return new FittedCascade(
        cascade.tiers(), cascade.thresholds(), quality / weight, cost / weight, escalated / weight);
  }

  /** All numbers are quarters, so that sums are exact in any order. */
  private static List<LabelledDecision> random(int rows, int tiers, long seed) {
    var random = new Random(seed);
    var decisions = new ArrayList<LabelledDecision>();
    for (int row = 0; row < rows; row++) {
      var attempts = new ArrayList<Attempt>();
      for (int tier = 0; tier < tiers; tier++) {
        attempts.add(
            new Attempt(
                random.nextInt(9) / 8.0,
                random.nextInt(5) / 4.0,
                random.nextInt(9 << tier) / 4.0,
                random.nextInt(3) / 4.0));
      }
      decisions.add(new LabelledDecision(attempts, 1 + random.nextInt(3)));
    }
    return decisions;
  }

  @Test
  void goals_are_served_by_the_point_that_serves_them_best() {
    var front = ThresholdFit.front(world(4_000, 1), (done, of) -> {});
    var budget = front.at(new Goal.Budget(3_000));
    assertThat(budget.cost()).isBetween(2.95, 3.0);
    var quality = front.at(new Goal.Quality(0.99));
    assertThat(quality.quality()).isGreaterThanOrEqualTo(0.99 * front.bestTier().quality());
    assertThat(quality.cost()).isLessThan(0.9 * front.bestTier().cost());
    var seldom = front.at(new Goal.Escalations(0.1));
    assertThat(seldom.escalated()).isBetween(0.095, 0.1);
    assertThat(seldom.tiers()).startsWith(0);
  }

  @Test
  void a_goal_that_nothing_serves_is_refused_with_the_field_and_what_could_be_had() {
    var front = ThresholdFit.front(world(200, 2), (done, of) -> {});
    assertRefused(front, new Goal.Budget(999), "budget", "requests: 1000.00");
    assertRefused(front, new Goal.Quality(3), "quality", "may be at most");
    assertRefused(front, new Goal.Escalations(-0.1), "escalations", "from 0 to 1");
  }

  private static void assertRefused(CascadeFront front, Goal goal, String field, String message) {
    assertThatThrownBy(() -> front.at(goal))
        .isInstanceOfSatisfying(
            SpillwayException.class, refused -> assertThat(refused.kind().param()).contains(field))
        .hasMessageContaining(message);
  }

  /** A row that was labelled with a chance of a quarter speaks for four. */
  @Test
  void weights_make_up_for_what_was_seldom_labelled() {
    var whole = world(20_000, 3);
    var random = new Random(4);
    var sampled = new ArrayList<LabelledDecision>();
    for (var row : whole) {
      double chance = row.attempts().getFirst().confidence() < 0.5 ? 1 : 0.25;
      if (random.nextDouble() < chance) {
        sampled.add(new LabelledDecision(row.attempts(), 1 / chance));
      }
    }
    var fromAll = ThresholdFit.front(whole, (done, of) -> {}).at(new Goal.Budget(3_000));
    var fromSample = ThresholdFit.front(sampled, (done, of) -> {}).at(new Goal.Budget(3_000));
    assertThat(fromSample.thresholds().getFirst())
        .isCloseTo(fromAll.thresholds().getFirst(), Offset.offset(0.03));
    assertThat(fromSample.quality()).isCloseTo(fromAll.quality(), Offset.offset(0.02));
  }

  @Test
  void progress_is_told_to_the_end() {
    var told = new ArrayList<Integer>();
    ThresholdFit.front(random(5, 3, 1), (done, of) -> told.add(done * 100 / of));
    assertThat(told).hasSize(7).isSorted().endsWith(100);
  }

  @Test
  void a_thinned_front_keeps_its_ends() {
    var front = ThresholdFit.front(world(4_000, 5), (done, of) -> {});
    assertThat(front.points()).hasSizeGreaterThan(100);
    assertThat(front.thinned(20)).hasSize(20);
    assertThat(front.thinned(20).getFirst()).isEqualTo(front.points().getFirst());
    assertThat(front.thinned(20).getLast()).isEqualTo(front.points().getLast());
  }

  @Test
  void decisions_must_fit_together() {
    assertThatThrownBy(() -> ThresholdFit.front(List.of(), (done, of) -> {}))
        .isInstanceOfSatisfying(
            SpillwayException.class,
            refused -> assertThat(refused.kind()).isInstanceOf(ErrorKind.InvalidValue.class));
    var mixed = new ArrayList<>(random(3, 2, 1));
    mixed.addAll(random(1, 3, 1));
    assertThatThrownBy(() -> ThresholdFit.front(mixed, (done, of) -> {}))
        .hasMessageContaining("the same tiers");
    assertThatThrownBy(() -> new LabelledDecision(List.of(), 0)).hasMessageContaining("weight");
    assertThatThrownBy(() -> new Attempt(1.5, 0, 0)).hasMessageContaining("confidence");
  }

  /** What was fitted is reported on others, and what is true of them lies in the intervals. */
  @Test
  void intervals_hold_what_is_true_nearly_always() {
    var fitted = ThresholdFit.front(world(1_000, 6), (done, of) -> {});
    var chosen = fitted.at(new Goal.Budget(3_000));
    var truth = Trial.of(chosen, fitted.bestTier(), world(100_000, 7), 40, 1).gain().value();
    int held = 0;
    for (int world = 0; world < 100; world++) {
      var gain = Trial.of(chosen, fitted.bestTier(), world(300, 8 + world), 200, 1).gain();
      held += gain.low() <= truth && truth <= gain.high() ? 1 : 0;
    }
    assertThat(held).isBetween(88, 100);
  }

  @Test
  void a_trial_compares_with_the_single_tier_row_by_row() {
    var rows = world(500, 9);
    var best = ThresholdFit.front(rows, (done, of) -> {}).bestTier();
    var trial = Trial.of(best, best, rows, 100, 1);
    assertThat(trial.gain()).isEqualTo(new Trial.Interval(0, 0, 0));
    assertThat(trial.saving()).isEqualTo(new Trial.Interval(0, 0, 0));
    assertThat(trial.quality().value()).isCloseTo(best.quality(), Offset.offset(1e-9));
    assertThat(Trial.of(best, best, rows, 100, 1)).isEqualTo(trial);
  }

  /** The first tier costs 1 and knows how sure it may be; the second costs 8 and is good. */
  private static List<LabelledDecision> world(int rows, long seed) {
    var random = new Random(seed);
    var decisions = new ArrayList<LabelledDecision>();
    for (int row = 0; row < rows; row++) {
      double sure = random.nextDouble();
      decisions.add(
          new LabelledDecision(
              List.of(
                  new Attempt(sure, random.nextDouble() < sure ? 1 : 0, 1),
                  new Attempt(1, random.nextDouble() < 0.9 ? 1 : 0, 8)),
              1));
    }
    return decisions;
  }
}
