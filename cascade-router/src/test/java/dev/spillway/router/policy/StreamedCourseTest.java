package dev.spillway.router.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.Money;
import dev.spillway.router.budget.Pace;
import dev.spillway.router.policy.Streaming.Mode;
import dev.spillway.router.routing.CascadeRouter;
import dev.spillway.router.routing.CascadeTrainer;
import dev.spillway.router.routing.Example;
import dev.spillway.router.routing.Example.Reply;
import dev.spillway.router.routing.Verdict;
import dev.spillway.router.score.TokenScorer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** When a streamed answer may begin to leave, and what a budget allows. */
class StreamedCourseTest {
  private static final Money CENT = Money.ofUsd(new BigDecimal("0.01"));
  private static final List<String> TIERS = List.of("small", "large");
  private static final Streaming EARLY = new Streaming(Mode.EARLY, 4, OptionalDouble.empty());

  private static Course course(double threshold, Streaming streaming, Terms terms) {
    var course =
        new Policy(
                "p",
                TIERS,
                new Rule.Thresholds(TokenScorer.MIN_PROBABILITY, List.of(threshold)),
                new Conduct(0, 0, OptionalDouble.empty(), streaming))
            .begin(List.of(), terms);
    assertThat(course.next()).contains(new Verdict.Ask(0));
    return course;
  }

  private static Terms streamed() {
    return new Terms(true, Pace.FREE, tier -> 0);
  }

  private static AnswerStatistics tokens(int count, double probability) {
    var tokens = AnswerStatistics.EMPTY;
    for (int i = 0; i < count; i++) {
      tokens = tokens.plus((float) Math.log(probability));
    }
    return tokens;
  }

  private static boolean commits(Course course, AnswerStatistics tokens) {
    return course.commits(() -> "text", tokens);
  }

  @Test
  void early_commits_to_a_sure_beginning_and_is_held_to_it() {
    var course = course(0.8, EARLY, streamed());
    assertThat(commits(course, tokens(3, 0.9))).isFalse();
    assertThat(course.isFinal()).isFalse();
    assertThat(commits(course, tokens(4, 0.9))).isTrue();
    assertThat(course.isFinal()).isTrue();
    var doubtful = tokens(4, 0.9).plus((float) Math.log(0.1));
    assertThat(course.isLost(doubtful)).isFalse();
    assertThat(commits(course, doubtful)).isTrue();
    course.replied("text", CENT, doubtful);
    assertThat(course.next().orElseThrow())
        .isInstanceOfSatisfying(
            Verdict.Give.class,
            give -> {
              assertThat(give.tier()).isZero();
              assertThat(give.confidence()).isLessThan(0.2);
            });
  }

  @Test
  void early_looks_again_at_twice_as_many_tokens_and_not_between() {
    var course = course(0.8, EARLY, streamed());
    assertThat(commits(course, tokens(4, 0.7))).isFalse();
    assertThat(commits(course, tokens(5, 0.9))).isFalse();
    assertThat(commits(course, tokens(12, 0.9))).isFalse();
    assertThat(commits(course, tokens(8, 0.9))).isTrue();
  }

  @Test
  void early_may_ask_more_of_a_beginning_than_of_a_whole() {
    var strict = new Streaming(Mode.EARLY, 4, OptionalDouble.of(0.95));
    assertThat(commits(course(0.8, strict, streamed()), tokens(4, 0.9))).isFalse();
    assertThat(commits(course(0.8, strict, streamed()), tokens(4, 0.96))).isTrue();
  }

  @Test
  void a_plain_request_and_a_buffered_policy_wait_for_the_whole() {
    assertThat(commits(course(0.8, EARLY, Terms.FREE), tokens(4, 0.9))).isFalse();
    assertThat(commits(course(0.8, Streaming.BUFFERED, streamed()), tokens(16, 0.9))).isFalse();
  }

  @Test
  void a_tier_that_breaks_down_before_its_text_left_is_followed_by_the_next() {
    var course = course(0.8, EARLY, streamed());
    assertThat(commits(course, tokens(4, 0.9))).isTrue();
    course.cannot();
    assertThat(course.next()).contains(new Verdict.Ask(1));
    course.replied("text", CENT, tokens(1, 0.1));
    assertThat(course.next().orElseThrow())
        .isInstanceOfSatisfying(Verdict.Give.class, give -> assertThat(give.tier()).isEqualTo(1));
  }

  @Test
  void the_pace_of_the_budget_moves_the_threshold() {
    var poor = course(0.8, Streaming.BUFFERED, new Terms(false, new Pace(0.1, 1), tier -> 0));
    poor.replied("text", CENT, tokens(1, 0.5));
    assertThat(poor.next().orElseThrow()).isInstanceOf(Verdict.Give.class);
    var even = course(0.8, Streaming.BUFFERED, new Terms(false, new Pace(1, 1), tier -> 0));
    even.replied("text", CENT, tokens(1, 0.5));
    assertThat(even.next()).contains(new Verdict.Ask(1));
  }

  @Test
  void a_tier_that_the_budget_does_not_pay_is_not_asked_and_the_reply_before_is_final() {
    var terms = new Terms(true, new Pace(1, 0.05), tier -> tier == 0 ? 0.01 : 0.1);
    var course = course(0.99, Streaming.BUFFERED, terms);
    assertThat(course.isFinal()).isTrue();
    assertThat(course.isLost(tokens(1, 0.1))).isFalse();
    course.replied("text", CENT, tokens(1, 0.1));
    assertThat(course.next().orElseThrow()).isInstanceOf(Verdict.Give.class);
  }

  @Test
  void pre_needs_a_learned_router_and_numbers_are_checked_by_name() {
    assertThatThrownBy(
            () -> course(0.8, new Streaming(Mode.PRE, 1, OptionalDouble.empty()), streamed()))
        .hasMessageContaining("conduct.streaming may be pre only");
    assertThatThrownBy(() -> new Streaming(Mode.EARLY, 0, OptionalDouble.empty()))
        .hasMessageContaining("conduct.early_tokens");
    assertThatThrownBy(() -> new Streaming(Mode.EARLY, 1, OptionalDouble.of(2)))
        .hasMessageContaining("conduct.early_confidence");
  }

  @Test
  void a_learned_router_decides_by_the_question_or_by_the_beginning_of_the_reply() {
    var rule = new Rule.Learned("r", capitals(), 0.3);
    var question = List.of(new ChatMessage(Role.USER, "name the capital"));
    var terms = new Terms(true, Pace.FREE, tier -> tier == 0 ? 0.01 : 0.1);
    var pre = rule.begin(question, 2, new Streaming(Mode.PRE, 1, OptionalDouble.empty()), terms);
    assertThat(pre.next()).contains(new Verdict.Ask(0));
    assertThat(pre.isFinal()).isTrue();
    pre.replied("it is so", CENT, tokens(1, 0.05));
    assertThat(pre.next().orElseThrow()).isInstanceOf(Verdict.Give.class);

    var one = new Streaming(Mode.EARLY, 1, OptionalDouble.empty());
    var early = rule.begin(question, 2, one, terms);
    early.next();
    assertThat(early.commits(() -> "it is so", tokens(1, 0.14))).isFalse();
    assertThat(early.isFinal()).isFalse();
    assertThat(early.commits(() -> "it is so", tokens(1, 0.99))).isTrue();
    assertThat(early.isFinal()).isTrue();
    early.replied("it is so", CENT, tokens(1, 0.14));
    assertThat(early.confidence().orElseThrow()).isLessThan(0.6);
    assertThat(early.next().orElseThrow()).isInstanceOf(Verdict.Give.class);
  }

  private static CascadeRouter capitals() {
    var random = new Random(3);
    var examples = new ArrayList<Example>();
    for (int i = 0; i < 400; i++) {
      boolean sure = random.nextInt(4) > 0;
      double right = sure ? 0.98 : 0.1;
      examples.add(
          new Example(
              Questions.text(List.of(new ChatMessage(Role.USER, "name the capital"))),
              List.of(
                  new Reply(
                      "it is so",
                      random.nextDouble() < right ? 1 : 0,
                      0.01,
                      Optional.of(tokens(1, sure ? 0.99 : 0.14))),
                  new Reply("it is so", 1, 0.1, Optional.empty()))));
    }
    return CascadeTrainer.read(examples).router();
  }
}
