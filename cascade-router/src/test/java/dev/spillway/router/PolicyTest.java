package dev.spillway.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {
  private static Policy cascade(Double... thresholds) {
    return new Policy(
        "auto", List.of("small", "large"), Scorer.MIN_PROBABILITY, List.of(thresholds));
  }

  @Property
  void an_answer_is_accepted_at_or_above_the_threshold(
      @ForAll @DoubleRange(min = 0, max = 1) double threshold,
      @ForAll @DoubleRange(min = 0, max = 1) double confidence) {
    assertThat(cascade(threshold).accepts(0, confidence)).isEqualTo(confidence >= threshold);
  }

  @Property
  void the_last_tier_is_always_accepted(@ForAll @DoubleRange(min = 0, max = 1) double confidence) {
    assertThat(cascade(1.0).accepts(1, confidence)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
  void a_threshold_outside_0_to_1_is_refused_by_name(double threshold) {
    assertInvalid("thresholds", () -> cascade(threshold));
  }

  @Test
  void thresholds_must_match_the_tiers() {
    assertInvalid("thresholds", PolicyTest::cascade);
    assertInvalid("thresholds", () -> cascade(0.1, 0.2));
  }

  @Test
  void tiers_must_be_there_and_differ() {
    assertInvalid("tiers", () -> new Policy("p", List.of(), Scorer.MIN_PROBABILITY, List.of()));
    assertInvalid(
        "tiers", () -> new Policy("p", List.of("a", "a"), Scorer.MIN_PROBABILITY, List.of(0.5)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-x", "Auto", "a b", "a/b"})
  void a_name_that_would_not_be_a_model_name_is_refused(String name) {
    assertInvalid("name", () -> new Policy(name, List.of("a"), Scorer.MIN_PROBABILITY, List.of()));
  }

  private static void assertInvalid(
      String field, org.assertj.core.api.ThrowableAssert.ThrowingCallable make) {
    assertThatThrownBy(make)
        .isInstanceOfSatisfying(
            SpillwayException.class,
            thrown ->
                assertThat(thrown.kind())
                    .isInstanceOfSatisfying(
                        ErrorKind.InvalidValue.class,
                        kind -> {
                          assertThat(kind.field()).isEqualTo(field);
                          assertThat(kind.message()).startsWith(field + " must");
                        }));
  }
}
