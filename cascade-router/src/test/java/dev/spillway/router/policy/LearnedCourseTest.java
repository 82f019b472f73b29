package dev.spillway.router.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.Money;
import dev.spillway.router.routing.CascadeRouter;
import dev.spillway.router.routing.CascadeTrainer;
import dev.spillway.router.routing.Example;
import dev.spillway.router.routing.Example.Reply;
import dev.spillway.router.routing.Verdict;
import dev.spillway.router.score.TokenScorer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Small cannot do sums, and is sure of what it knows of capitals; large can do all. */
class LearnedCourseTest {
  private static final Money CENT = Money.ofUsd(new java.math.BigDecimal("0.01"));
  private static final double SMALL = 0.01;
  private static final double LARGE = 0.1;

  private static CascadeRouter router;

  @BeforeAll
  static void train() {
    var random = new Random(3);
    var examples = new ArrayList<Example>();
    for (int i = 0; i < 600; i++) {
      boolean sum = random.nextInt(3) == 0;
      boolean sure = !sum && random.nextInt(4) > 0;
      double right = sum ? 0.02 : sure ? 0.98 : 0.3;
      examples.add(
          new Example(
              Questions.text(question(sum, i)),
              List.of(
                  new Reply(
                      "it is " + i,
                      random.nextDouble() < right ? 1 : 0,
                      SMALL,
                      Optional.of(tokens(sure))),
                  new Reply("it is " + i, 1, LARGE, Optional.of(tokens(true))))));
    }
    router = CascadeTrainer.read(examples).router();
  }

  @Test
  void a_question_that_small_cannot_answer_is_asked_of_large_at_once() {
    assertThat(course(true).next()).contains(new Verdict.Ask(1));
  }

  @Test
  void an_answer_that_small_is_sure_of_is_given() {
    var course = course(false);
    assertThat(course.next()).contains(new Verdict.Ask(0));
    assertThat(course.isFinal()).isFalse();
    course.replied("it is 7", CENT, tokens(true));

    double confidence = course.confidence().orElseThrow();
    assertThat(confidence).isGreaterThan(0.9);
    assertThat(course.next()).contains(new Verdict.Give(0, confidence));
  }

  @Test
  void an_answer_that_small_doubts_is_followed_by_larges_which_is_final() {
    var course = course(false);
    course.next();
    course.replied("it is 7", CENT, tokens(false));
    assertThat(course.confidence().orElseThrow()).isLessThan(0.6);
    assertThat(course.next()).contains(new Verdict.Ask(1));
    assertThat(course.isFinal()).isTrue();
    course.replied("it is 8", CENT, tokens(false));

    assertThat(course.next().orElseThrow())
        .isInstanceOfSatisfying(Verdict.Give.class, give -> assertThat(give.tier()).isEqualTo(1));
  }

  @Test
  void the_best_answer_there_is_is_given_where_the_better_tier_cannot_answer() {
    var course = course(false);
    course.next();
    course.replied("it is 7", CENT, tokens(false));
    course.next();
    course.cannot();

    assertThat(course.next().orElseThrow())
        .isInstanceOfSatisfying(Verdict.Give.class, give -> assertThat(give.tier()).isZero());
  }

  @Test
  void where_no_tier_can_answer_nothing_is_left_to_do() {
    var course = course(true);
    course.next();
    course.cannot();
    assertThat(course.next()).contains(new Verdict.Ask(0));
    course.cannot();

    assertThat(course.next()).isEmpty();
  }

  @Test
  void a_worth_that_is_no_amount_is_refused_by_name() {
    for (double worth : new double[] {0, -1, Double.NaN, 2e6}) {
      assertThatThrownBy(() -> new Rule.Learned("r", router, worth))
          .isInstanceOf(SpillwayException.class)
          .hasMessageContaining("worth_usd must");
    }
  }

  @Test
  void a_router_must_have_learned_as_many_tiers_as_the_policy_has() {
    assertThatThrownBy(
            () -> new Policy("p", List.of("a", "b", "c"), new Rule.Learned("r", router, 1)))
        .isInstanceOf(SpillwayException.class)
        .hasMessageContaining("tiers must be the 2 that router 'r' learned");
  }

  private static Course course(boolean sum) {
    return new Policy("p", List.of("small", "large"), new Rule.Learned("r", router, 0.3))
        .begin(question(sum, 307));
  }

  private static List<ChatMessage> question(boolean sum, int i) {
    return List.of(
        new ChatMessage(
            Role.USER, (sum ? "Add these numbers %d" : "Name this capital %d").formatted(i)));
  }

  private static AnswerStatistics tokens(boolean sure) {
    return AnswerStatistics.EMPTY.plus(-0.01f).plus(sure ? -0.02f : -1.5f).plus(-0.01f);
  }

  private static OptionalDouble judged(String question, int tier, double logprob) {
    return new Rule.Learned("r", router, 1)
        .judge(
            List.of(new ChatMessage(Role.USER, question)),
            Optional.empty(),
            tier,
            "it is so",
            CENT,
            AnswerStatistics.EMPTY.plus((float) logprob));
  }

  @Test
  void an_answer_to_another_question_is_judged_by_this_one_and_by_how_sure_its_model_was() {
    assertThat(judged("name the capital", 0, -0.01).orElseThrow()).isGreaterThan(0.9);
    assertThat(judged("add these", 0, -0.01).orElse(0)).isLessThan(0.5);
    assertThat(judged("name the capital", 0, -2).orElse(0)).isLessThan(0.5);
    assertThat(judged("add these", 1, -0.01).orElseThrow()).isGreaterThan(0.9);
  }

  @Test
  void only_a_learned_router_may_let_answers_to_similar_questions_pass() {
    var similar = Conduct.PLAIN.with(new Similarity(0.9, 0.9));
    var tiers = List.of("small", "large");
    assertThat(new Policy("p", tiers, new Rule.Learned("r", router, 1), similar).conduct())
        .isEqualTo(similar);
    assertThatThrownBy(
            () ->
                new Policy(
                    "p",
                    tiers,
                    new Rule.Thresholds(TokenScorer.MIN_PROBABILITY, List.of(0.5)),
                    similar))
        .isInstanceOfSatisfying(
            SpillwayException.class,
            failure -> {
              assertThat(failure.kind().param()).hasValue("conduct.similar");
              assertThat(failure.kind().message()).contains("needs a learned router");
            });
  }

  @Test
  void similarity_is_above_0_and_at_most_1() {
    for (var wrong : new double[] {0, -1, 1.01, Double.NaN}) {
      assertThatThrownBy(() -> new Similarity(wrong, 0.9))
          .hasMessageContaining("conduct.similar.cosine");
      assertThatThrownBy(() -> new Similarity(0.9, wrong))
          .hasMessageContaining("conduct.similar.confidence");
    }
  }
}
