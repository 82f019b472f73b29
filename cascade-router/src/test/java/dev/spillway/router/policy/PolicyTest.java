package dev.spillway.router.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.router.score.TokenScorer;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {
  private static Policy policy(List<String> tiers, Double... thresholds) {
    return new Policy("auto", tiers, rule(thresholds));
  }

  private static Rule rule(Double... thresholds) {
    return new Rule.Thresholds(TokenScorer.MIN_PROBABILITY, List.of(thresholds));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
  void a_threshold_outside_0_to_1_is_refused_by_name(double threshold) {
    assertInvalid("thresholds", () -> rule(threshold));
  }

  @Test
  void thresholds_must_match_the_tiers() {
    assertInvalid("thresholds", () -> policy(List.of("small", "large")));
    assertInvalid("thresholds", () -> policy(List.of("small", "large"), 0.1, 0.2));
  }

  @Test
  void tiers_must_be_there_and_differ() {
    assertInvalid("tiers", () -> policy(List.of()));
    assertInvalid("tiers", () -> policy(List.of("a", "a"), 0.5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-x", "Auto", "a b", "a/b"})
  void a_name_that_would_not_be_a_model_name_is_refused(String name) {
    assertInvalid("name", () -> new Policy(name, List.of("a"), rule()));
  }

  private static void assertInvalid(String field, ThrowingCallable make) {
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
