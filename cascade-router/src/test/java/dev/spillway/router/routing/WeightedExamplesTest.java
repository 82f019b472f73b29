package dev.spillway.router.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.router.routing.Example.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WeightedExamplesTest {

  /**
   * Of questions that small answers right half of the time, as a coin falls; those that it answered
   * right were kept with a probability of one fifth.
   */
  private static List<Example> kept(boolean weighted) {
    var random = new Random(6);
    var examples = new ArrayList<Example>();
    for (int i = 0; i < 3_000; i++) {
      boolean right = random.nextBoolean();
      if (!right || random.nextInt(5) == 0) {
        examples.add(
            new Example(
                "what is it",
                List.of(new Reply("it is so", right ? 1 : 0, 0.1), new Reply("it is", 1, 1)),
                weighted && right ? 5 : 1));
      }
    }
    return examples;
  }

  private static double told(List<Example> examples) {
    return CascadeTrainer.read(examples).router().deliberate("what is it").confidenceAfter(0);
  }

  /** Law: what a policy's own choices hide does not bend what a router learns. */
  @Test
  void a_biased_log_teaches_what_all_questions_would() {
    assertThat(told(kept(false))).isLessThan(0.25);
    assertThat(told(kept(true))).isCloseTo(0.5, within(0.05));
  }

  @Test
  void a_front_is_of_the_questions_that_examples_speak_for() {
    var examples = kept(true);
    var replay = new RoutingReplay(CascadeTrainer.read(examples).router(), examples);
    var cheapest = Front.point(replay, 1e-6);
    assertThat(cheapest.quality()).isCloseTo(0.5, within(0.05));
    assertThat(cheapest.cost()).isCloseTo(0.1, within(1e-9));
  }
}
