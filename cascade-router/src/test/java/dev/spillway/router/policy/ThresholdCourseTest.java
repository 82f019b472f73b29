package dev.spillway.router.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.Money;
import dev.spillway.router.routing.Verdict;
import dev.spillway.router.score.TokenScorer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ThresholdCourseTest {
  private static Course course(TokenScorer scorer, Double... thresholds) {
    var course = new Rule.Thresholds(scorer, List.of(thresholds)).begin(List.of(), 0);
    assertThat(course.next()).contains(new Verdict.Ask(0));
    return course;
  }

  private static void reply(Course course, double probability) {
    course.replied("text", Money.ZERO, certain(probability));
  }

  private static AnswerStatistics certain(double probability) {
    return AnswerStatistics.EMPTY.plus((float) Math.log(probability));
  }

  @Property(seed = "1")
  void an_answer_is_given_at_or_above_the_threshold(
      @ForAll @DoubleRange(min = 0, max = 1) double threshold,
      @ForAll @DoubleRange(min = 0.01, max = 1) double probability) {
    var course = course(TokenScorer.MIN_PROBABILITY, threshold);
    reply(course, probability);

    double confidence = course.confidence().orElseThrow();
    assertThat(course.next().orElseThrow())
        .isEqualTo(confidence >= threshold ? new Verdict.Give(0, confidence) : new Verdict.Ask(1));
  }

  @Property(seed = "1")
  void the_last_tiers_answer_is_always_given(
      @ForAll @DoubleRange(min = 0.01, max = 1) double probability) {
    var course = course(TokenScorer.MIN_PROBABILITY, 1.0);
    reply(course, 0.5);
    assertThat(course.next()).contains(new Verdict.Ask(1));
    assertThat(course.isFinal()).isTrue();
    reply(course, probability);

    assertThat(course.next().orElseThrow())
        .isInstanceOfSatisfying(Verdict.Give.class, give -> assertThat(give.tier()).isEqualTo(1));
  }

  @Test
  void the_confidence_told_is_of_the_last_answer_that_was_judged() {
    var course = course(TokenScorer.MIN_PROBABILITY, 0.9);
    assertThat(course.confidence()).isEmpty();
    reply(course, 0.5);
    course.next();
    reply(course, 0.99);

    assertThat(course.confidence().orElseThrow()).isBetween(0.499, 0.501);
  }

  @Test
  void an_answer_that_can_only_fall_is_lost_below_the_threshold() {
    var falling = course(TokenScorer.MIN_PROBABILITY, 0.9);
    assertThat(falling.isLost(certain(0.95))).isFalse();
    assertThat(falling.isLost(certain(0.85))).isTrue();

    assertThat(course(TokenScorer.MEAN_PROBABILITY, 0.9).isLost(certain(0.1))).isFalse();
  }

  @Test
  void a_threshold_of_zero_makes_a_tier_final() {
    assertThat(course(TokenScorer.MIN_PROBABILITY, 0.0).isFinal()).isTrue();
    assertThat(course(TokenScorer.MIN_PROBABILITY, 0.1).isFinal()).isFalse();
  }

  @Test
  void a_tier_that_cannot_answer_is_followed_by_the_next_and_the_last_by_none() {
    var course = course(TokenScorer.MIN_PROBABILITY, 0.5, 0.5);
    course.cannot();
    assertThat(course.next()).contains(new Verdict.Ask(1));
    course.cannot();
    assertThat(course.next()).contains(new Verdict.Ask(2));
    course.cannot();

    assertThat(course.next()).isEmpty();
  }

  @Property(seed = "1")
  void where_nobody_is_left_who_can_answer_the_reply_with_most_confidence_is_given(
      @ForAll @DoubleRange(min = 0.01, max = 0.9) double first,
      @ForAll @DoubleRange(min = 0.01, max = 0.9) double second) {
    var course = course(TokenScorer.MIN_PROBABILITY, 0.95, 0.95);
    reply(course, first);
    assertThat(course.next()).contains(new Verdict.Ask(1));
    reply(course, second);
    assertThat(course.next()).contains(new Verdict.Ask(2));
    course.cannot();

    var given = (Verdict.Give) course.next().orElseThrow();
    assertThat(given.tier()).isEqualTo((float) Math.log(second) > (float) Math.log(first) ? 1 : 0);
    assertThat(given.confidence()).isCloseTo(Math.max(first, second), within(1e-6));
    assertThat(course.confidence()).hasValue(given.confidence());
  }

  @Test
  void a_reply_that_was_lost_on_the_way_is_not_given() {
    var course = course(TokenScorer.MIN_PROBABILITY, 0.9);
    course.lost(Money.ZERO, certain(0.1));
    assertThat(course.confidence().orElseThrow()).isCloseTo(0.1, within(1e-6));
    assertThat(course.next()).contains(new Verdict.Ask(1));
    course.cannot();
    assertThat(course.next()).isEmpty();
  }
}
