package dev.spillway.router.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MeaningTest {

  @Test
  void only_the_direction_of_an_embedding_counts() {
    assertThat(Meaning.of("m", new float[] {3, 4})).isEqualTo(Meaning.of("m", new float[] {6, 8}));
    assertThat(Meaning.of("m", new float[] {3, 4}).dot(new double[] {1, 1}))
        .isCloseTo(1.4, within(1e-6));
  }

  @Test
  void another_model_means_something_else_by_the_same_numbers() {
    assertThat(Meaning.of("m", new float[] {3, 4}))
        .isNotEqualTo(Meaning.of("n", new float[] {3, 4}));
  }

  @Test
  void what_points_nowhere_is_refused() {
    for (float[] nowhere :
        new float[][] {{}, {0, 0}, {Float.NaN, 1}, {Float.POSITIVE_INFINITY, 1}}) {
      assertThatThrownBy(() -> Meaning.of("m", nowhere)).hasMessageContaining("points nowhere");
    }
    assertThatThrownBy(() -> Meaning.of("m", new float[Meaning.MOST + 1]))
        .hasMessageContaining("points nowhere or has too many");
  }
}
