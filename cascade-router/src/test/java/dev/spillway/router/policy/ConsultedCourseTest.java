package dev.spillway.router.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.Money;
import dev.spillway.router.budget.Pace;
import dev.spillway.router.policy.Hindsight.Known;
import dev.spillway.router.policy.Hindsight.Opinion;
import dev.spillway.router.routing.Verdict;
import dev.spillway.router.score.Calibration;
import dev.spillway.router.score.Calibration.Point;
import dev.spillway.router.score.Inquiry;
import dev.spillway.router.score.SecondOpinion;
import dev.spillway.router.score.SecondOpinion.Kind;
import dev.spillway.router.score.SecondOpinion.Otherwise;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Policies whose scorer asks somebody else about a reply. */
class ConsultedCourseTest {
  private static final List<ChatMessage> QUESTION = List.of(new ChatMessage(Role.USER, "2 + 2?"));
  private static final AnswerStatistics SURE = AnswerStatistics.EMPTY.plus(0f);
  private static final SecondOpinion AGREEMENT =
      new SecondOpinion(Kind.AGREEMENT, Optional.empty(), Otherwise.ESCALATE, Calibration.NONE);
  private static final SecondOpinion JUDGE =
      new SecondOpinion(Kind.JUDGE, Optional.of("judge"), Otherwise.ACCEPT, Calibration.NONE);

  private static Policy policy(SecondOpinion scorer, double threshold) {
    return new Policy(
        "p", List.of("small", "large"), new Rule.Thresholds(scorer, List.of(threshold)));
  }

  private static Course replied(SecondOpinion scorer, double threshold, Terms terms) {
    var course = policy(scorer, threshold).begin(QUESTION, terms);
    assertThat(course.next()).contains(new Verdict.Ask(0));
    assertThat(course.isFinal()).isEqualTo(threshold == 0);
    course.replied("4", Money.ZERO, SURE);
    return course;
  }

  private static Course heard(SecondOpinion scorer, double score) {
    var course = replied(scorer, 0.5, Terms.FREE);
    assertThat(course.inquiry()).isPresent();
    course.heard(OptionalDouble.of(score), Money.ZERO);
    assertThat(course.inquiry()).isEmpty();
    return course;
  }

  @Test
  void a_reply_is_given_where_what_was_heard_reaches_the_threshold() {
    assertThat(heard(AGREEMENT, 0.5).next()).contains(new Verdict.Give(0, 0.5));
    assertThat(heard(AGREEMENT, 0.49).next()).contains(new Verdict.Ask(1));
    assertThat(heard(JUDGE, 0.9).next()).contains(new Verdict.Give(0, 0.9));
  }

  @Test
  void the_confidence_is_the_calibrated_score() {
    var calibrated =
        AGREEMENT.calibrated(new Calibration(List.of(new Point(0, 0.1), new Point(1, 0.45))));
    var course = heard(calibrated, 1);
    assertThat(course.confidence()).hasValue(0.45);
    assertThat(course.next()).contains(new Verdict.Ask(1));
  }

  /** Law: a second opinion never fails a request. */
  @Test
  void without_an_opinion_the_rule_says_what_is_done() {
    var escalates = replied(AGREEMENT, 0.5, Terms.FREE);
    escalates.heard(OptionalDouble.empty(), Money.ZERO);
    assertThat(escalates.confidence()).isEmpty();
    assertThat(escalates.next()).contains(new Verdict.Ask(1));

    var accepts = replied(JUDGE, 0.5, Terms.FREE);
    accepts.heard(OptionalDouble.empty(), Money.ZERO);
    assertThat(accepts.next()).contains(new Verdict.Give(0, 1));
  }

  @Test
  void nobody_is_asked_about_a_reply_that_is_given_whatever_it_is() {
    var always = replied(JUDGE, 0, Terms.FREE);
    assertThat(always.inquiry()).isEmpty();
    assertThat(always.next()).contains(new Verdict.Give(0, 1));

    var last = heard(JUDGE, 0.1);
    last.next();
    last.replied("5", Money.ZERO, SURE);
    assertThat(last.inquiry()).isEmpty();
    assertThat(last.next().orElseThrow())
        .isInstanceOfSatisfying(Verdict.Give.class, give -> assertThat(give.tier()).isEqualTo(1));
  }

  @Test
  void a_budget_that_does_not_pay_for_the_opinion_pays_for_the_first_reply_alone() {
    var paysAll = new Terms(false, new Pace(1, 3), tier -> 1, tier -> 1, Optional.empty());
    assertThat(replied(JUDGE, 0.5, paysAll).inquiry()).isPresent();

    var paysReplies = new Terms(false, new Pace(1, 2.5), tier -> 1, tier -> 1, Optional.empty());
    var course = policy(JUDGE, 0.5).begin(QUESTION, paysReplies);
    course.next();
    assertThat(course.isFinal()).isTrue();
    course.replied("4", Money.ZERO, SURE);
    assertThat(course.inquiry()).isEmpty();
    assertThat(course.next()).contains(new Verdict.Give(0, 1));
  }

  @Test
  void what_is_asked_names_who_is_asked_and_reads_what_is_said() {
    var again = replied(AGREEMENT, 0.5, Terms.FREE).inquiry().orElseThrow();
    assertThat(again.tier()).isEmpty();
    assertThat(again.score(new Inquiry.Heard("The answer is 4.", List.of()))).hasValue(1);
    assertThat(again.score(new Inquiry.Heard(" ", List.of()))).isEmpty();

    var judgement = (Inquiry.Judgement) replied(JUDGE, 0.5, Terms.FREE).inquiry().orElseThrow();
    assertThat(judgement.tier()).hasValue("judge");
    assertThat(judgement.prompt().getFirst().content()).contains("| 2 + 2?", "| 4");
  }

  @Test
  void an_answer_cannot_leave_early_that_has_to_be_judged_whole() {
    var early =
        new Conduct(
            0,
            0,
            OptionalDouble.empty(),
            new Streaming(Streaming.Mode.EARLY, 1, OptionalDouble.empty()));
    assertThatThrownBy(
            () ->
                new Policy(
                    "p",
                    List.of("small", "large"),
                    new Rule.Thresholds(JUDGE, List.of(0.5)),
                    early))
        .hasMessageContaining("conduct.streaming")
        .hasMessageContaining("judge needs the whole reply");
  }

  @Test
  void who_is_asked_is_checked_by_name() {
    assertThatThrownBy(
            () ->
                new SecondOpinion(
                    Kind.JUDGE, Optional.empty(), Otherwise.ESCALATE, Calibration.NONE))
        .hasMessageContaining("scoring.tier");
    var large =
        new SecondOpinion(
            Kind.AGREEMENT, Optional.of("large"), Otherwise.ESCALATE, Calibration.NONE);
    assertThatThrownBy(() -> policy(large, 0.5)).hasMessageContaining("scoring.tier");
  }

  @Test
  void hindsight_goes_by_opinions_that_were_kept_and_knows_nothing_without_them() {
    var policy = policy(JUDGE, 0.5);
    var heard = new Opinion("judge", "judge", OptionalDouble.of(0.8), Money.ZERO);
    assertThat(played(policy, Optional.of(heard)))
        .isEqualTo(new Hindsight(List.of(0), List.of(0), OptionalInt.of(0)));
    assertThat(played(policy, Optional.empty()))
        .isEqualTo(new Hindsight(List.of(0), List.of(0), OptionalInt.empty()));
    var other = new Opinion("agreement", "small", OptionalDouble.of(0.8), Money.ZERO);
    assertThat(played(policy, Optional.of(other)).given()).isEmpty();
    assertThat(played(policy(AGREEMENT, 0.5), Optional.of(other)).given()).hasValue(0);
  }

  private static Hindsight played(Policy policy, Optional<Opinion> opinion) {
    return Hindsight.of(
        policy,
        QUESTION,
        Optional.empty(),
        List.of(Optional.of(new Known("4", Money.ZERO, SURE, true, opinion)), Optional.empty()));
  }
}
