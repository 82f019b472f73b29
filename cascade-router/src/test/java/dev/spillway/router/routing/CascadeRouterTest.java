package dev.spillway.router.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.router.budget.BudgetController;
import dev.spillway.router.budget.Pace;
import dev.spillway.router.routing.Example.Reply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CascadeRouterTest {
  private static List<Example> test;
  private static CascadeRouter router;

  @BeforeAll
  static void train() {
    router = CascadeTrainer.read(new World(1).examples(1_500)).router();
    test = new World(2).examples(600);
  }

  @Test
  void a_hard_question_goes_to_a_better_tier_at_once_and_an_easy_one_to_the_cheapest() {
    assertThat(router.deliberate("easy question 7 of kind1").next(0.05))
        .isEqualTo(new Verdict.Ask(0));
    assertThat(router.deliberate("hard question 7 of kind1").next(1)).isEqualTo(new Verdict.Ask(2));
  }

  @Test
  void replies_that_agree_are_given_and_replies_that_differ_are_not_enough() {
    assertThat(
            afterReplies(
                "easy question 7 of kind1", "I think the answer is 5.", "I think the answer is 5."))
        .isInstanceOf(Verdict.Give.class);
    assertThat(
            afterReplies(
                "easy question 7 of kind1",
                "I think the answer is 5.",
                "I think the answer is 77."))
        .isEqualTo(new Verdict.Ask(2));
  }

  private static Verdict afterReplies(String question, String first, String second) {
    var deliberation = router.deliberate(question);
    deliberation.replied(0, first, 1);
    deliberation.replied(1, second, 1);
    return deliberation.next(0.5);
  }

  @Test
  void the_confidence_of_what_is_given_is_a_probability_that_can_be_counted_on() {
    double confident = 0;
    double right = 0;
    for (int i = 0; i < test.size(); i++) {
      var deliberation = router.deliberate(test.get(i).question());
      for (int tier = 0; tier < 2; tier++) {
        var reply = test.get(i).replies().get(tier);
        deliberation.replied(tier, reply.text(), reply.cost());
      }
      if (deliberation.next(0) instanceof Verdict.Give(int tier, double confidence)) {
        confident += confidence / test.size();
        right += test.get(i).replies().get(tier).quality() / test.size();
      }
    }
    assertThat(confident).isBetween(right - 0.04, right + 0.04);
  }

  @Test
  void a_right_answer_that_is_worth_more_costs_more_and_is_got_more_often() {
    var replay = new RoutingReplay(router, test);
    var cheap = Front.point(replay, 0.01);
    var middle = Front.point(replay, 0.2);
    var dear = Front.point(replay, 10);
    assertThat(cheap.cost()).isLessThan(middle.cost());
    assertThat(middle.cost()).isLessThan(dear.cost());
    assertThat(cheap.quality()).isLessThan(middle.quality());
    assertThat(middle.quality()).isLessThan(dear.quality());
  }

  /** The last tier alone is right in 97 of 100; three that check each other can be better. */
  @Test
  void it_is_as_good_as_the_best_tier_for_less() {
    var replay = new RoutingReplay(router, test);
    double best = test.stream().mapToDouble(e -> e.replies().get(2).quality()).average().orElse(0);
    var point =
        Front.of(replay).points().stream()
            .filter(each -> each.quality() >= best - 0.02)
            .min(Comparator.comparingDouble(Front.Point::cost))
            .orElseThrow();
    assertThat(point.cost()).isLessThan(0.85 * World.COSTS[2]);
  }

  /** Law: the same examples make the same router. */
  @Test
  void training_twice_gives_the_same_outcomes() {
    var again = CascadeTrainer.read(new World(1).examples(1_500)).router();
    for (double worth : new double[] {0.02, 0.3, 3}) {
      assertThat(new RoutingReplay(again, test).outcomes(worth))
          .isEqualTo(new RoutingReplay(router, test).outcomes(worth));
    }
  }

  @Test
  void what_is_replayed_is_what_a_deliberation_decides() {
    var replay = new RoutingReplay(router, test);
    for (int i = 0; i < 50; i++) {
      var deliberation = router.deliberate(test.get(i).question());
      int asked = 0;
      var verdict = deliberation.next(0.5);
      while (verdict instanceof Verdict.Ask(int tier)) {
        asked++;
        var reply = test.get(i).replies().get(tier);
        deliberation.replied(tier, reply.text(), reply.cost());
        verdict = deliberation.next(0.5);
      }
      assertThat(replay.outcome(i, 0.5).asked()).isEqualTo(asked);
    }
  }

  /** Negative control: there is nothing to gain from a second opinion that is the first one. */
  @Test
  void models_that_are_the_same_never_escalate() {
    var twins =
        new World(3)
            .examples(800).stream()
                .map(
                    example ->
                        new Example(
                            example.question(),
                            List.of(
                                example.replies().getFirst(),
                                dearer(example.replies().getFirst()))))
                .toList();
    var replay = new RoutingReplay(CascadeTrainer.read(twins).router(), twins);
    assertThat(replay.outcomes(0.05)).allMatch(outcome -> outcome.asked() == 1);
    assertThat(replay.outcomes(0.05)).allMatch(outcome -> outcome.given() == 0);
  }

  private static Reply dearer(Reply reply) {
    return new Reply(reply.text(), reply.quality(), 10 * reply.cost());
  }

  /** Negative control: labels that chance gave teach nothing about which question is hard. */
  @Test
  void shuffled_labels_teach_nothing() {
    var examples = new World(4).examples(1_500);
    var order = new ArrayList<>(IntStream.range(0, examples.size()).boxed().toList());
    Collections.shuffle(order, new Random(5));
    var shuffled = new ArrayList<Example>();
    for (int i = 0; i < examples.size(); i++) {
      var labels = examples.get(order.get(i)).replies();
      var own = examples.get(i).replies();
      shuffled.add(
          new Example(
              examples.get(i).question(),
              IntStream.range(0, 3)
                  .mapToObj(
                      t -> new Reply(own.get(t).text(), labels.get(t).quality(), own.get(t).cost()))
                  .toList()));
    }
    var fooled = CascadeTrainer.read(shuffled).router();
    var first = fooled.deliberate("easy question 1 of kind1").next(1);
    assertThat(fooled.deliberate("hard question 1 of kind1").next(1)).isEqualTo(first);
  }

  @Test
  void a_budget_below_the_cheapest_tier_has_no_point() {
    var front = Front.of(new RoutingReplay(router, test));
    assertThat(front.within(World.COSTS[0] / 2)).isEmpty();
    assertThat(front.within(0.05).orElseThrow().cost()).isBetween(0.03, 0.05);
  }

  /**
   * Of two tiers that are the same, one is enough; a tier that errs differently is worth having.
   */
  @Test
  void the_tiers_that_are_chosen_are_those_that_add_something() {
    var doubled =
        Stream.of(6L, 7L)
            .map(
                seed ->
                    new World(seed)
                        .examples(700).stream().map(e -> e.only(List.of(0, 0, 1, 2))).toList())
            .toList();
    var steps = new ArrayList<List<Integer>>();
    var chosen =
        TierSelection.select(
            CascadeTrainer.read(doubled.getFirst()), doubled.getLast(), 4, 0.1, steps::add);
    assertThat(chosen).as(steps.toString()).contains(2, 3).doesNotContainSequence(0, 1);
    assertThat(steps.getLast()).isEqualTo(chosen);
  }

  @Test
  void examples_must_fit_together() {
    var one = new World(1).examples(30);
    assertThatThrownBy(() -> CascadeTrainer.read(one.subList(0, 5)))
        .hasMessageContaining("at least 20 examples");
    var mixed = new ArrayList<>(one);
    mixed.set(7, new Example("odd", one.get(7).replies().subList(0, 2)));
    assertThatThrownBy(() -> CascadeTrainer.read(mixed)).hasMessageContaining("every tier");
  }

  @Test
  void a_budget_controller_keeps_a_budget_whatever_worth_was_fitted() {
    var replay = new RoutingReplay(router, test);
    var order = IntStream.range(0, test.size()).boxed().toList();
    for (double worth : new double[] {0.02, 0.5, 50}) {
      var controller = BudgetController.of(0.02, World.COSTS[0], World.COSTS[2]);
      var outcomes = replay.outcomes(order, worth, controller);
      assertThat(outcomes).allMatch(outcome -> outcome.asked() > 0);
      assertThat(controller.spending().realised()).as("worth %s", worth).isBetween(0.85, 1.05);
    }
  }

  /** Whatever was spent, somebody is asked, and it is whoever is cheapest. */
  @Test
  void without_any_money_the_cheapest_tier_is_asked_and_no_other() {
    var broke = new Pace(1, 0);
    var deliberation = router.deliberate("hard question 7 of kind1");
    assertThat(deliberation.next(100, broke)).isEqualTo(new Verdict.Ask(0));
    deliberation.replied(0, "I think the answer is 5.", World.COSTS[0]);
    assertThat(deliberation.next(100, broke)).isInstanceOf(Verdict.Give.class);
    assertThat(deliberation.next(100)).isInstanceOf(Verdict.Ask.class);
  }

  /** A number that hardly varies says hardly anything, however far from its mean a new one lies. */
  @Test
  void a_tier_that_is_always_right_does_not_confuse_what_is_known_of_another() {
    var examples =
        new World(8)
            .examples(600).stream()
                .map(
                    each ->
                        new Example(
                            each.question(),
                            List.of(each.replies().getFirst(), new Reply("5", 1, 0.1))))
                .toList();
    var knowing = CascadeTrainer.read(examples).router();
    assertThat(knowing.deliberate("easy question 307 of kind1").confidenceAfter(0))
        .isBetween(0.8, 0.98);
    assertThat(knowing.deliberate("hard question 307 of kind1").confidenceAfter(0))
        .isBetween(0.02, 0.3);
  }
}
