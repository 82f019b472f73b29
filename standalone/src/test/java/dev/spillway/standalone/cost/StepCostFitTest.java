package dev.spillway.standalone.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.worker.schedule.StepSize;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StepCostFitTest {
  private static final StepCost TRUE =
      new StepCost(
          2e-4, List.of(5e-5, 4e-5, 3e-5, 0.0, 2e-5, 1.5e-5, 1.2e-5, 1e-5), 3e-6, 4e-9, 1e-9);

  @Test
  void the_fit_recovers_known_prices() {
    var fit = StepCostFit.of(steps(0));
    assertSame(fit.cost(), 1e-6);
    assertThat(fit.meanError()).isLessThan(1e-9);
    assertThat(fit.p95Error()).isLessThan(1e-9);
  }

  @Test
  void the_fit_stays_near_known_prices_under_noise() {
    var fit = StepCostFit.of(steps(0.02));
    assertThat(fit.meanError()).isBetween(0.005, 0.03);
    for (var step : steps(0)) {
      assertThat(fit.cost().seconds(step.size()))
          .isCloseTo(step.seconds(), within(0.03 * step.seconds()));
    }
  }

  @Test
  void interrupted_steps_count_in_the_sum_and_do_not_bend_the_shape() {
    var steps = new ArrayList<Measured>();
    double measured = 0;
    for (var step : steps(0.02)) {
      // Every tenth takes five times as long.
      double factor = steps.size() % 10 == 0 ? 5 : 1;
      steps.add(new Measured(step.size(), factor * step.seconds(), 1));
      measured += factor * step.seconds();
    }
    var cost = StepCostFit.of(steps).cost();
    double scale = measured / steps(0.02).stream().mapToDouble(Measured::seconds).sum();
    assertThat(steps.stream().mapToDouble(step -> cost.seconds(step.size())).sum())
        .isCloseTo(measured, within(1e-6 * measured));
    for (var step : steps(0)) {
      assertThat(cost.seconds(step.size()) / scale)
          .isCloseTo(step.seconds(), within(0.1 * step.seconds()));
    }
  }

  @Test
  void a_size_measured_often_counts_as_often() {
    var size = new StepSize(1, 1, 10, 0);
    var cost =
        StepCostFit.of(List.of(new Measured(size, 1.0e-3, 9), new Measured(size, 1.1e-3, 1)))
            .cost();
    assertThat(cost.seconds(size)).isCloseTo(1.01e-3, within(1e-8));
  }

  @Test
  void no_price_is_negative_even_where_measurements_fall() {
    var falling = new ArrayList<Measured>();
    for (int tokens = 1; tokens <= 64; tokens *= 2) {
      falling.add(new Measured(new StepSize(tokens, 1, 10, 0), 1e-3 / tokens, 1));
    }
    var cost = StepCostFit.of(falling).cost();
    assertThat(cost.bands()).allMatch(price -> price >= 0);
    assertThat(cost.seconds(new StepSize(64, 1, 10, 0)))
        .isGreaterThanOrEqualTo(cost.seconds(new StepSize(1, 1, 10, 0)));
  }

  @Test
  void the_sum_of_terms_is_what_the_cost_says() {
    var size = new StepSize(100, 3, 7_000, 900);
    var terms = StepCost.terms(size);
    double sum = TRUE.base() * terms[0];
    for (int i = 0; i < TRUE.bands().size(); i++) {
      sum += TRUE.bands().get(i) * terms[1 + i];
    }
    sum += TRUE.perOutput() * terms[9] + TRUE.perAnswerRead() * terms[10];
    sum += TRUE.perPromptRead() * terms[11];
    assertThat(TRUE.seconds(size)).isCloseTo(sum, within(1e-15));
    assertThat(terms[1] + terms[2] + terms[3] + terms[4] + terms[5] + terms[6] + terms[7])
        .isEqualTo(99);
  }

  private static void assertSame(StepCost cost, double relative) {
    assertThat(cost.base()).isCloseTo(TRUE.base(), within(TRUE.base() * relative));
    for (int i = 0; i < TRUE.bands().size(); i++) {
      assertThat(cost.bands().get(i))
          .isCloseTo(TRUE.bands().get(i), within(1e-5 * relative + 1e-12));
    }
    assertThat(cost.perOutput()).isCloseTo(TRUE.perOutput(), within(1e-12));
    assertThat(cost.perAnswerRead()).isCloseTo(TRUE.perAnswerRead(), within(1e-14));
    assertThat(cost.perPromptRead()).isCloseTo(TRUE.perPromptRead(), within(1e-14));
  }

  private static List<Measured> steps(double noise) {
    var random = new SplittableRandom(4);
    var steps = new ArrayList<Measured>();
    for (int i = 0; i < 400; i++) {
      int tokens = (int) Math.round(Math.exp(random.nextDouble() * Math.log(512)));
      int outputs = random.nextInt(0, Math.min(tokens, 16) + 1);
      var size =
          new StepSize(tokens, outputs, random.nextLong(0, 20_000), random.nextLong(0, 200_000));
      double factor = Math.exp(noise * random.nextGaussian());
      steps.add(new Measured(size, TRUE.seconds(size) * factor, 1));
    }
    return steps;
  }
}
