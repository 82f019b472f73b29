package dev.spillway.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LengthPredictorTest {
  private final LengthPredictor predictor = new LengthPredictor();

  @Test
  void before_the_first_answer_of_a_tier_a_usual_length_is_predicted() {
    assertThat(predictor.predict("small", 20, OptionalInt.empty())).isEqualTo(128);
    predictor.learn("large", 20, 5);
    assertThat(predictor.predict("small", 20, OptionalInt.empty())).isEqualTo(128);
  }

  @Test
  void prompts_of_a_new_length_are_predicted_from_the_nearest_known_one() {
    predictor.learn("small", 20, 5);
    predictor.learn("small", 5_000, 300);
    assertThat(predictor.predict("small", 70, OptionalInt.empty())).isEqualTo(5);
    assertThat(predictor.predict("small", 0, OptionalInt.empty())).isEqualTo(5);
    assertThat(predictor.predict("small", Integer.MAX_VALUE, OptionalInt.empty())).isEqualTo(300);
  }

  @Test
  void it_predicts_the_median_of_answers_to_prompts_of_about_this_length() {
    IntStream.of(3, 5, 400).forEach(length -> predictor.learn("small", 20, length));
    predictor.learn("small", 900, 77);
    assertThat(predictor.predict("small", 25, OptionalInt.empty())).isEqualTo(5);
    assertThat(predictor.predict("small", 600, OptionalInt.empty())).isEqualTo(77);
  }

  @Test
  void a_prediction_never_exceeds_what_the_client_allows() {
    predictor.learn("small", 20, 50);
    assertThat(predictor.predict("small", 20, OptionalInt.of(8))).isEqualTo(8);
  }

  @Test
  void it_follows_the_traffic_and_forgets_what_is_old() {
    IntStream.range(0, 1_000).forEach(i -> predictor.learn("small", 20, 10));
    IntStream.range(0, 128).forEach(i -> predictor.learn("small", 20, 90));
    assertThat(predictor.predict("small", 20, OptionalInt.empty())).isEqualTo(90);
  }
}
