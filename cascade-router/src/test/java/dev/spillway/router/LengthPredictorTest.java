package dev.spillway.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LengthPredictorTest {
  private final LengthPredictor predictor = new LengthPredictor();

  @Test
  void nothing_is_predicted_before_the_first_answer() {
    assertThat(predictor.predict("small", 20, OptionalInt.empty())).isEmpty();
  }

  @Test
  void it_predicts_the_median_of_answers_to_prompts_of_about_this_length() {
    IntStream.of(3, 5, 400).forEach(length -> predictor.learn("small", 20, length));
    predictor.learn("small", 900, 77);
    assertThat(predictor.predict("small", 25, OptionalInt.empty())).hasValue(5);
    assertThat(predictor.predict("small", 600, OptionalInt.empty())).hasValue(77);
    assertThat(predictor.predict("large", 20, OptionalInt.empty())).isEmpty();
  }

  @Test
  void a_prediction_never_exceeds_what_the_client_allows() {
    predictor.learn("small", 20, 50);
    assertThat(predictor.predict("small", 20, OptionalInt.of(8))).hasValue(8);
  }

  @Test
  void it_follows_the_traffic_and_forgets_what_is_old() {
    IntStream.range(0, 1_000).forEach(i -> predictor.learn("small", 20, 10));
    IntStream.range(0, 128).forEach(i -> predictor.learn("small", 20, 90));
    assertThat(predictor.predict("small", 20, OptionalInt.empty())).hasValue(90);
  }
}
