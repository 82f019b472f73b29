package dev.spillway.gateway.learning;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.gateway.learning.Evidence.Gap;
import dev.spillway.gateway.learning.Evidence.Known;
import dev.spillway.gateway.learning.Evidence.Opinion;
import dev.spillway.gateway.learning.Evidence.Reply;
import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.fit.Goal;
import dev.spillway.router.score.Calibration;
import dev.spillway.router.score.Scorer;
import dev.spillway.router.score.SecondOpinion;
import dev.spillway.router.score.TokenScorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class ThresholdFittingTest {
  private static final int REQUESTS = 20_000;
  private static final List<String> TIERS = List.of("small", "large");
  private static final List<Scorer> SCORERS = List.of(TokenScorer.MIN_PROBABILITY);

  /**
   * Requests of which small is right as often as it is sure, and large nine times of ten; each is
   * known with a probability that depends on how sure small is, as a cascade's choices make it.
   */
  private static List<Known> world(double ofSure, boolean weighted) {
    var random = new Random(3);
    var known = new ArrayList<Known>();
    for (int i = 0; i < REQUESTS; i++) {
      double sure = 0.05 + 0.9 * random.nextDouble();
      double small = random.nextDouble() < sure ? 1 : 0;
      double large = random.nextDouble() < 0.9 ? 1 : 0;
      double propensity = sure > 0.5 ? ofSure : 1;
      if (random.nextDouble() < propensity) {
        known.add(
            new Known(
                List.of(
                    new Reply(
                        AnswerStatistics.EMPTY.plus((float) Math.log(sure)), small, 0.000_001),
                    new Reply(AnswerStatistics.EMPTY, large, 0.000_01)),
                weighted ? 1 / propensity : 1,
                false));
      }
    }
    return known;
  }

  private static FitReport fit(List<Known> known, Goal goal) {
    return new ThresholdFitting(new Evidence(TIERS, known, Map.of()))
        .fit("p", Measure.LABELS, SCORERS, goal, (stage, share) -> {});
  }

  /**
   * Law: what a policy's own choices hide does not bend what is fitted, because each request that
   * is known speaks for those that are not.
   */
  @Test
  void a_biased_log_gives_the_figures_of_all_requests() {
    var goal = new Goal.Budget(0.006);
    var all = fit(world(1, true), goal).candidate();
    var weighted = fit(world(0.2, true), goal).candidate();
    var bent = fit(world(0.2, false), goal).candidate();
    assertThat(weighted.quality().value()).isCloseTo(all.quality().value(), within(0.02));
    assertThat(weighted.usdPerThousand().value())
        .isCloseTo(all.usdPerThousand().value(), within(0.0003));
    assertThat(weighted.policy().thresholds().getFirst())
        .isCloseTo(all.policy().thresholds().getFirst(), within(0.05));
    assertThat(bent.policy().thresholds().getFirst())
        .isLessThan(all.policy().thresholds().getFirst() - 0.1);
  }

  @Test
  void every_goal_is_served_on_requests_that_were_not_fitted_on() {
    var budget = fit(world(1, true), new Goal.Budget(0.006)).candidate();
    assertThat(budget.usdPerThousand().low()).isLessThan(0.006);
    assertThat(budget.usdPerThousand().value()).isCloseTo(0.006, within(0.0002));

    var report = fit(world(1, true), new Goal.Quality(0.9));
    assertThat(report.bestTier()).isEqualTo("large");
    assertThat(report.candidate().quality().value()).isCloseTo(0.81, within(0.02));
    assertThat(report.candidate().saving().low()).isGreaterThan(0.3);
    assertThat(report.candidate().policy().tiers()).containsExactly("small", "large");
    var promise = requireNonNull(report.candidate().policy().conduct()).promise();
    assertThat(promise.acceptance())
        .isCloseTo(1 - report.candidate().escalated().value(), within(1e-9));
    assertThat(promise.quality()).isBetween(0.6, 0.9);
    // Small is right as often as it is sure, so its confidence errs by chance alone.
    assertThat(promise.brier()).isLessThan(promise.quality() * (1 - promise.quality()));
    assertThat(report.basis().fittedOn() + report.basis().reportedOn()).isEqualTo(REQUESTS);

    var seldom = fit(world(1, true), new Goal.Escalations(0.25)).candidate();
    assertThat(seldom.escalated().value()).isCloseTo(0.25, within(0.02));
  }

  @Test
  void the_front_rises_and_a_goal_is_found_on_what_was_kept_of_it() {
    var report = fit(world(1, true), new Goal.Quality(0.9));
    var front = report.front();
    assertThat(front).hasSizeGreaterThan(10);
    assertThat(front.getFirst().tiers()).containsExactly("small");
    assertThat(front.getLast().quality().value())
        .isGreaterThan(front.getFirst().quality().value() + 0.3);
    assertThat(front).allMatch(each -> each.quality().low() <= each.quality().value());

    var chosen = FrontChoice.of(report, new Goal.Budget(0.006));
    assertThat(chosen.fitted().get(1)).isLessThanOrEqualTo(0.000_006);
    assertThat(FrontChoice.of(report, new Goal.Escalations(0.3)).fitted().get(2))
        .isLessThanOrEqualTo(0.3);
    assertThatThrownBy(() -> FrontChoice.of(report, new Goal.Budget(0.000_01)))
        .hasMessageContaining("what the cheapest tier costs");
  }

  /**
   * Of requests of which the tokens tell nothing: a judge that is right three times of four, and
   * says so too surely.
   */
  private static List<Known> judged(double cost) {
    var random = new Random(4);
    var known = new ArrayList<Known>();
    for (int i = 0; i < REQUESTS; i++) {
      double sure = random.nextDouble();
      double small = random.nextDouble() < sure ? 1 : 0;
      var score = i % 50 == 0 ? OptionalDouble.empty() : OptionalDouble.of(Math.sqrt(sure));
      known.add(
          new Known(
              List.of(
                  new Reply(
                      AnswerStatistics.EMPTY.plus(-0.1f),
                      small,
                      0.000_001,
                      Optional.of(new Opinion(score, cost))),
                  new Reply(AnswerStatistics.EMPTY, 0.9, 0.000_01)),
              1,
              false));
    }
    return known;
  }

  private static FitReport.Candidate fitted(double cost, Goal goal) {
    var judge =
        new SecondOpinion(
            SecondOpinion.Kind.JUDGE,
            Optional.of("judge"),
            SecondOpinion.Otherwise.ESCALATE,
            Calibration.NONE);
    var report =
        new ThresholdFitting(new Evidence(TIERS, judged(cost), Map.of()))
            .fit(
                "p",
                Measure.LABELS,
                List.of(TokenScorer.MIN_PROBABILITY, judge),
                goal,
                (stage, share) -> {});
    assertThat(report.scorers().getLast().calibrationError()).isLessThan(0.03);
    return report.candidate();
  }

  @Test
  void a_second_opinion_is_fitted_with_its_calibration_and_its_price_counts() {
    var goal = new Goal.Quality(0.95);
    var cheap = fitted(0.000_000_1, goal);
    assertThat(cheap.policy().scorer()).isEqualTo("judge");
    var scoring = requireNonNull(cheap.policy().scoring());
    assertThat(scoring.path("tier").asText()).isEqualTo("judge");
    assertThat(scoring.path("calibration").size()).isGreaterThan(5);
    assertThat(cheap.saving().low()).isGreaterThan(0.2);
    // Small, an opinion each, and large for those that go on.
    assertThat(cheap.usdPerThousand().value())
        .isCloseTo(0.001 + 0.000_1 + 0.01 * cheap.escalated().value(), within(1e-9));

    var dear = fitted(0.000_02, goal);
    assertThat(dear.policy().scorer()).isEqualTo("min-probability");
  }

  @Test
  void too_little_is_refused_with_what_is_there() {
    var evidence = new Evidence(TIERS, world(1, true).subList(0, 99), Map.of(Gap.NOT_DRAWN, 7));
    assertThatThrownBy(
            () ->
                new ThresholdFitting(evidence)
                    .fit("p", Measure.LABELS, SCORERS, new Goal.Quality(1), (stage, share) -> {}))
        .hasMessageContaining("there are 99, and left out: {not_drawn=7}");
  }

  @Test
  void it_says_for_how_many_requests_nothing_speaks() {
    var evidence = new Evidence(TIERS, world(1, true), Map.of(Gap.NEVER_DRAWN, REQUESTS));
    var basis =
        new ThresholdFitting(evidence)
            .fit("p", Measure.LABELS, SCORERS, new Goal.Quality(0.9), (stage, share) -> {})
            .basis();
    assertThat(basis.covered()).isEqualTo(0.5);
    assertThat(basis.warnings()).singleElement().asString().contains("50 %", "conduct.explore");
    assertThat(basis.effective()).isCloseTo(REQUESTS, within(1e-6));
  }

  @Test
  void who_hears_the_progress_can_end_it() {
    var stages = new ArrayList<Double>();
    assertThatThrownBy(
            () ->
                new ThresholdFitting(new Evidence(TIERS, world(1, true), Map.of()))
                    .fit(
                        "p",
                        Measure.LABELS,
                        List.copyOf(Arrays.asList(TokenScorer.values())),
                        new Goal.Quality(0.9),
                        (stage, share) -> {
                          stages.add(share);
                          if (share > 0.5) {
                            throw new CancellationException();
                          }
                        }))
        .isInstanceOf(CancellationException.class);
    assertThat(stages).isSorted().hasSizeGreaterThan(3);
  }
}
