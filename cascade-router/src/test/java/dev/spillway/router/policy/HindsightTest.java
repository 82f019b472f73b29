package dev.spillway.router.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.Money;
import dev.spillway.router.policy.Hindsight.Known;
import dev.spillway.router.score.TokenScorer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HindsightTest {
  private static final Policy POLICY =
      new Policy(
          "p",
          List.of("a", "b", "c"),
          new Rule.Thresholds(TokenScorer.MIN_PROBABILITY, List.of(0.8, 0.8)));

  private static Optional<Known> reply(double probability, boolean whole) {
    return Optional.of(
        new Known(
            "", Money.ZERO, AnswerStatistics.EMPTY.plus((float) Math.log(probability)), whole));
  }

  private static Hindsight played(Optional<Known> a, Optional<Known> b, Optional<Known> c) {
    return Hindsight.of(POLICY, List.of(), Optional.empty(), List.of(a, b, c));
  }

  @Test
  void a_policy_is_played_as_far_as_replies_are_known() {
    assertThat(played(reply(0.9, true), Optional.empty(), Optional.empty()))
        .isEqualTo(new Hindsight(List.of(0), List.of(), OptionalInt.of(0)));
    assertThat(played(reply(0.1, true), Optional.empty(), reply(1, true)))
        .isEqualTo(new Hindsight(List.of(0, 1), List.of(), OptionalInt.empty()));
    assertThat(played(reply(0.1, true), reply(0.9, true), Optional.empty()))
        .isEqualTo(new Hindsight(List.of(0, 1), List.of(), OptionalInt.of(1)));
  }

  @Test
  void the_last_tiers_answer_is_given_whatever_it_would_be() {
    assertThat(played(reply(0.1, true), reply(0.1, true), Optional.empty()))
        .isEqualTo(new Hindsight(List.of(0, 1, 2), List.of(), OptionalInt.of(2)));
  }

  @Test
  void a_reply_that_was_cut_counts_only_where_it_is_lost() {
    assertThat(played(reply(0.1, false), reply(0.9, true), Optional.empty()).given()).hasValue(1);
    assertThat(played(reply(0.9, false), reply(0.9, true), Optional.empty()).given()).isEmpty();
  }
}
