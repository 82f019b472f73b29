package dev.spillway.router.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.router.learn.Meaning;
import dev.spillway.router.routing.Example.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A router between two tiers where only what a question means tells whether the first is right. */
class MeaningsTest {
  private static final String MODEL = "embedder";
  private static final String QUESTION = "what is it";

  private static CascadeRouter router;

  @BeforeAll
  static void train() {
    router = CascadeTrainer.read(examples(600)).router();
  }

  private static List<Example> examples(int count) {
    var random = new Random(1);
    var examples = new ArrayList<Example>();
    for (int i = 0; i < count; i++) {
      boolean easy = random.nextBoolean();
      boolean right = random.nextInt(10) > 0 == easy;
      examples.add(
          new Example(
                  QUESTION, List.of(new Reply("so", right ? 1 : 0, 0.001), new Reply("so", 1, 0.1)))
              .meaning(meaning(MODEL, easy, (float) random.nextGaussian())));
    }
    return examples;
  }

  private static Meaning meaning(String model, boolean easy, float noise) {
    return Meaning.of(model, new float[] {easy ? 1 : -1, noise / 2, 0.3f});
  }

  private static double first(CascadeRouter router, Optional<Meaning> meaning) {
    return router.deliberate(QUESTION, meaning).confidenceAfter(0);
  }

  @Test
  void what_a_question_means_tells_whom_to_ask() {
    var easy = Optional.of(meaning(MODEL, true, 0));
    var hard = Optional.of(meaning(MODEL, false, 0));
    assertThat(first(router, easy)).isBetween(0.8, 0.98);
    assertThat(first(router, hard)).isBetween(0.02, 0.2);
    assertThat(router.deliberate(QUESTION, easy).next(0.2)).isEqualTo(new Verdict.Ask(0));
    assertThat(router.deliberate(QUESTION, hard).next(0.2)).isEqualTo(new Verdict.Ask(1));
  }

  @Test
  void where_the_meaning_is_not_known_the_first_tier_is_as_likely_right_as_in_the_mean() {
    assertThat(first(router, Optional.empty())).isBetween(0.35, 0.65);
    assertThat(router.deliberate(QUESTION).confidenceAfter(0))
        .isEqualTo(first(router, Optional.empty()));
  }

  @Test
  void an_embedding_of_another_model_or_length_is_as_none() {
    double unknown = first(router, Optional.empty());
    assertThat(first(router, Optional.of(meaning("other", true, 0)))).isEqualTo(unknown);
    assertThat(first(router, Optional.of(Meaning.of(MODEL, new float[] {1, 0}))))
        .isEqualTo(unknown);
  }

  @Test
  void a_router_with_meanings_that_was_written_and_read_decides_as_before() {
    byte[] bytes = router.toBytes();
    var read = CascadeRouter.read(bytes);
    assertThat(read.meaningModel()).contains(MODEL);
    assertThat(read.toBytes()).isEqualTo(bytes);
    var examples = examples(200);
    for (double worth : new double[] {0.01, 0.1, 1}) {
      assertThat(new RoutingReplay(read, examples).outcomes(worth))
          .isEqualTo(new RoutingReplay(router, examples).outcomes(worth));
    }
  }

  /** So that a release before can read it. */
  @Test
  void a_router_without_meanings_is_written_as_before_there_were_any() {
    var plain = CascadeTrainer.read(new World(1).examples(100)).router();
    assertThat(plain.meaningModel()).isEmpty();
    assertThat(plain.toBytes()[7]).isEqualTo((byte) 2);
    assertThat(router.toBytes()[7]).isEqualTo((byte) 3);
  }

  @Test
  void either_all_examples_have_a_meaning_of_one_model_or_none() {
    var examples = examples(40);
    var some = new ArrayList<>(examples);
    some.set(3, new Example(QUESTION, examples.get(3).replies()));
    var others = new ArrayList<>(examples);
    others.set(3, examples.get(3).meaning(meaning("other", true, 0)));
    for (var wrong : List.of(some, others)) {
      assertThatThrownBy(() -> CascadeTrainer.read(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("either every example has a meaning, all of one model, or none");
    }
  }
}
