package dev.spillway.router.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.router.AnswerStatistics;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;

class TokenScorerTest {
  private static AnswerStatistics answer(List<Float> logprobs) {
    var answer = AnswerStatistics.EMPTY;
    for (var logprob : logprobs) {
      answer = answer.plus(logprob);
    }
    return answer;
  }

  @Property(seed = "1")
  void every_confidence_is_a_probability_and_min_lies_between_product_and_mean(
      @ForAll List<@FloatRange(min = -20f, max = 0f) Float> logprobs) {
    var answer = answer(logprobs);
    var min = TokenScorer.MIN_PROBABILITY.confidence(answer);
    assertThat(TokenScorer.SEQUENCE_PROBABILITY.confidence(answer)).isBetween(0.0, min + 1e-12);
    assertThat(TokenScorer.MEAN_PROBABILITY.confidence(answer)).isBetween(min - 1e-12, 1 + 1e-12);
    assertThat(TokenScorer.NORMALISED_MIN_PROBABILITY.confidence(answer))
        .isBetween(min - 1e-12, 1.0);
  }

  @Property(seed = "1")
  void a_confidence_that_only_falls_is_never_raised_by_another_token(
      @ForAll List<@FloatRange(min = -20f, max = 0f) Float> logprobs,
      @ForAll @FloatRange(min = -20f, max = 0f) float next) {
    var answer = answer(logprobs);
    for (var scorer : TokenScorer.values()) {
      if (scorer.onlyFalls()) {
        assertThat(scorer.confidence(answer.plus(next)))
            .isLessThanOrEqualTo(scorer.confidence(answer));
      }
    }
  }

  @Test
  void the_mean_may_rise_again() {
    assertThat(TokenScorer.MEAN_PROBABILITY.onlyFalls()).isFalse();
    assertThat(TokenScorer.MIN_PROBABILITY.onlyFalls()).isTrue();
    assertThat(TokenScorer.SEQUENCE_PROBABILITY.onlyFalls()).isTrue();
  }

  @Test
  void the_same_doubt_weighs_less_in_a_longer_answer() {
    var doubt = (float) Math.log(0.5);
    var one = answer(List.of(doubt));
    var four = answer(List.of(0f, doubt, 0f, 0f));
    var scorer = TokenScorer.NORMALISED_MIN_PROBABILITY;
    assertThat(scorer.confidence(one)).isEqualTo(0.5, within(1e-6));
    assertThat(scorer.confidence(four)).isEqualTo(Math.sqrt(0.5), within(1e-6));
    assertThat(scorer.confidence(AnswerStatistics.EMPTY)).isEqualTo(1.0);
    assertThat(scorer.onlyFalls()).isFalse();
  }

  @Test
  void one_doubtful_token_decides_the_minimum_and_hardly_moves_the_mean() {
    var answer = answer(List.of(-0.01f, -0.01f, (float) Math.log(0.3), -0.01f));
    assertThat(TokenScorer.MIN_PROBABILITY.confidence(answer)).isEqualTo(0.3, within(1e-6));
    assertThat(TokenScorer.MEAN_PROBABILITY.confidence(answer)).isEqualTo(0.735, within(1e-3));
  }

  @Test
  void a_scorer_is_found_by_the_name_it_has_in_policies() {
    for (var scorer : TokenScorer.values()) {
      assertThat(TokenScorer.ofWireName(scorer.wireName())).contains(scorer);
    }
    assertThat(TokenScorer.ofWireName("oracle")).isEmpty();
    assertThat(TokenScorer.wireNames()).contains("min-probability");
  }
}
