package dev.spillway.router.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.router.learn.Reliability.Bin;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ReliabilityTest {

  @Test
  void probabilities_that_can_be_taken_at_their_word_have_no_error_but_chance() {
    var random = new Random(1);
    double[] predicted = new double[50_000];
    double[] right = new double[predicted.length];
    for (int i = 0; i < predicted.length; i++) {
      predicted[i] = random.nextDouble();
      right[i] = random.nextDouble() < predicted[i] ? 1 : 0;
    }
    assertThat(Reliability.of(predicted, right, 10).expectedError()).isLessThan(0.02);
  }

  @Test
  void boasting_is_measured() {
    double[] predicted = {0.9, 0.9, 1.0, 0.05};
    double[] right = {1, 0, 0, 0};
    var reliability = Reliability.of(predicted, right, 10);
    assertThat(reliability.bins()).hasSize(2);
    assertThat(reliability.bins().getFirst()).isEqualTo(new Bin(1, 0.05, 0));
    assertThat(reliability.expectedError())
        .isCloseTo((0.05 + 3 * (2.8 / 3 - 1.0 / 3)) / 4, Offset.offset(1e-12));
  }

  @Test
  void no_answers_have_no_error() {
    assertThat(Reliability.of(new double[0], new double[0], 10).expectedError()).isZero();
  }
}
