package dev.spillway.worker.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogitsParityTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 16, 17, 100, 1024})
  void scalar_and_vector_kernels_agree_bit_for_bit(int count) {
    var x = Tensors.floats(count + 7, count);
    int best = ScalarLogits.largest(x, 3, count);
    float top = x[3 + best];
    assertThat(VectorLogits.largest(x, 3, count)).isEqualTo(best);
    var lanes = new float[LaneSum.LANES];
    float expected = ScalarLogits.exponentials(x, 3, count, top, lanes);
    assertThat(VectorLogits.exponentials(x, 3, count, top, lanes)).isEqualTo(expected);
  }

  @Test
  void the_first_among_equals_is_the_largest_wherever_it_stands() {
    for (int place = 0; place < 40; place++) {
      var x = Tensors.floats(41, 8);
      x[place] = 9f;
      x[40] = 9f;
      assertThat(VectorLogits.largest(x, 0, 41)).isEqualTo(place);
      assertThat(ScalarLogits.largest(x, 0, 41)).isEqualTo(place);
    }
  }

  @Test
  void many_small_terms_are_not_lost() {
    var x = new float[200_000];
    assertThat(Logits.sumOfExponentials(x, 0, x.length, 8f))
        .isCloseTo(x.length * Math.exp(-8), within(1e-3));
  }

  @Test
  void what_is_no_number_makes_the_sum_no_number() {
    var x = Tensors.floats(100, 3);
    x[70] = Float.NaN;
    assertThat(Logits.sumOfExponentials(x, 0, 100, x[Logits.largest(x, 0, 100)])).isNaN();
    var infinite = Tensors.floats(100, 3);
    infinite[20] = Float.POSITIVE_INFINITY;
    int best = Logits.largest(infinite, 0, 100);
    assertThat(best).isEqualTo(20);
    assertThat(Logits.sumOfExponentials(infinite, 0, 100, infinite[best])).isNaN();
  }
}
