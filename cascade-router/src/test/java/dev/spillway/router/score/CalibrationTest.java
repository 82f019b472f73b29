package dev.spillway.router.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.router.learn.Reliability;
import dev.spillway.router.score.Calibration.Point;
import dev.spillway.router.score.Calibration.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  /** Scores that mean far less than they say. */
  private static List<Sample> boastful(int count, long seed) {
    var random = new Random(seed);
    var samples = new ArrayList<Sample>();
    for (int i = 0; i < count; i++) {
      double score = random.nextDouble();
      samples.add(new Sample(score, random.nextDouble() < 0.6 * score * score ? 1 : 0, 1));
    }
    return samples;
  }

  private static double error(Calibration calibration, List<Sample> samples) {
    return Reliability.of(
            samples.stream().mapToDouble(each -> calibration.of(each.score())).toArray(),
            samples.stream().mapToDouble(Sample::quality).toArray(),
            10)
        .expectedError();
  }

  @Test
  void probabilities_are_right_on_decisions_that_were_not_seen() {
    var fitted = Calibration.fit(boastful(4_000, 1));
    var others = boastful(4_000, 2);
    assertThat(error(Calibration.NONE, others)).isGreaterThan(0.2);
    assertThat(error(fitted, others)).isLessThan(0.03);
  }

  @Property(seed = "1", tries = 200)
  void it_never_falls_and_stays_a_share(
      @ForAll @Size(min = 1, max = 300) List<@DoubleRange(min = 0, max = 1) Double> scores,
      @ForAll Random random) {
    var fitted =
        Calibration.fit(
            scores.stream()
                .map(score -> new Sample(score, random.nextInt(2), 0.1 + random.nextDouble()))
                .toList());
    double before = 0;
    for (int i = 0; i <= 100; i++) {
      double now = fitted.of(i / 100.0);
      assertThat(now).isBetween(before - 1e-12, 1.0);
      before = now;
    }
  }

  /** Law: a decision that speaks for five counts as five. */
  @Test
  void weights_count_as_decisions() {
    var one = List.of(new Sample(0.5, 1, 1), new Sample(0.5, 0, 4));
    assertThat(Calibration.fit(one).of(0.5)).isCloseTo(0.2, within(1e-12));
  }

  @Test
  void scores_of_two_values_get_the_share_that_was_right_of_each() {
    var samples = new ArrayList<Sample>();
    for (int i = 0; i < 100; i++) {
      samples.add(new Sample(0, i < 30 ? 1 : 0, 1));
      samples.add(new Sample(1, i < 90 ? 1 : 0, 1));
    }
    var fitted = Calibration.fit(samples);
    assertThat(fitted.points()).containsExactly(new Point(0, 0.3), new Point(1, 0.9));
    assertThat(fitted.of(0.5)).isCloseTo(0.6, within(1e-12));
  }

  @Test
  void a_score_that_many_have_is_not_mixed_with_the_few_around_it() {
    var samples = new ArrayList<Sample>();
    for (int i = 0; i < 400; i++) {
      samples.add(new Sample(0, i < 80 ? 1 : 0, 1));
      samples.add(new Sample(1, i < 360 ? 1 : 0, 1));
    }
    for (int i = 0; i < 15; i++) {
      samples.add(new Sample(0.4 + 0.01 * i, i % 2, 1));
    }
    var fitted = Calibration.fit(samples);
    assertThat(fitted.of(0)).isCloseTo(0.2, within(1e-12));
    assertThat(fitted.of(0.47)).isCloseTo(7 / 15.0, within(1e-9));
    assertThat(fitted.of(1)).isCloseTo(0.9, within(1e-12));
  }

  @Test
  void a_few_decisions_at_an_end_promise_nothing_of_their_own() {
    var samples = new ArrayList<Sample>();
    for (int i = 0; i < 100; i++) {
      samples.add(new Sample(0.5, i < 50 ? 1 : 0, 1));
    }
    samples.add(new Sample(0.9, 1, 1));
    assertThat(Calibration.fit(samples).of(1)).isLessThan(0.52);
  }

  @Test
  void points_that_fall_or_are_no_shares_are_refused_by_name() {
    for (var wrong :
        List.of(
            List.of(new Point(0.5, 0.5), new Point(0.5, 0.6)),
            List.of(new Point(0.1, 0.5), new Point(0.5, 0.4)),
            List.of(new Point(0.1, 1.5)),
            List.of(new Point(Double.NaN, 0.5)))) {
      assertThatThrownBy(() -> new Calibration(wrong)).hasMessageContaining("scoring.calibration");
    }
  }
}
