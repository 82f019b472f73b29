package dev.spillway.worker.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElementwiseParityTest {
  private static final float EPSILON = 1e-5f;

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 15, 16, 17, 64, 100, 257})
  void norms_agree_bit_for_bit_and_with_plain_arithmetic(int width) {
    int tokens = 3;
    var x = Tensors.floats(tokens * width, 1);
    var weight = Tensors.floats(width, 2);
    var expected = norm(KernelFlavour.SCALAR, x, weight, tokens);
    assertThat(norm(KernelFlavour.VECTOR, x, weight, tokens)).isEqualTo(expected);
    for (int t = 0; t < tokens; t++) {
      double squares = 0;
      for (int i = 0; i < width; i++) {
        squares += (double) x[t * width + i] * x[t * width + i];
      }
      for (int i = 0; i < width; i++) {
        double plain = x[t * width + i] * weight[i] / Math.sqrt(squares / width + EPSILON);
        assertThat((double) expected[t * width + i]).isCloseTo(plain, within(1e-5));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 33, 96})
  void gated_units_agree_bit_for_bit_and_with_plain_arithmetic(int width) {
    int tokens = 5;
    var gateUp = Tensors.floats(tokens * 2 * width, 3);
    gateUp[0] = -200f; // beyond what the exponential can show
    var expected = swiGlu(KernelFlavour.SCALAR, gateUp, tokens, width);
    assertThat(swiGlu(KernelFlavour.VECTOR, gateUp, tokens, width)).isEqualTo(expected);
    for (int t = 0; t < tokens; t++) {
      for (int i = 0; i < width; i++) {
        double gate = gateUp[t * 2 * width + i];
        double plain = gate / (1 + Math.exp(-gate)) * gateUp[t * 2 * width + width + i];
        assertThat((double) expected[t * width + i]).isCloseTo(plain, within(1e-6));
      }
    }
  }

  @Test
  void the_exponential_is_within_two_units_in_the_last_place() {
    for (float x = ScalarExp.LOWEST; x <= ScalarExp.HIGHEST; x += 0.0137f) {
      double exact = Math.exp(x);
      assertThat((double) ScalarExp.exp(x)).isCloseTo(exact, within(2.0 * Math.ulp((float) exact)));
    }
  }

  @Test
  void the_exponential_of_zero_is_one_and_of_very_little_next_to_nothing() {
    assertThat(ScalarExp.exp(0f)).isEqualTo(1f);
    assertThat(ScalarExp.exp(-1e30f)).isBetween(0f, 2e-38f);
    assertThat(ScalarExp.exp(1e30f)).isFinite();
  }

  private static float[] norm(KernelFlavour flavour, float[] x, float[] weight, int tokens) {
    try (var kernels = Kernels.of(flavour, 2)) {
      var out = kernels.allocate(x.length);
      kernels.rmsNorm(kernels.upload(x), kernels.upload(weight), EPSILON, tokens, out);
      return read(kernels, out);
    }
  }

  private static float[] swiGlu(KernelFlavour flavour, float[] gateUp, int tokens, int width) {
    try (var kernels = Kernels.of(flavour, 2)) {
      var out = kernels.allocate(tokens * width);
      kernels.swiGlu(kernels.upload(gateUp), tokens, width, out);
      return read(kernels, out);
    }
  }

  private static float[] read(Kernels kernels, Floats from) {
    var values = new float[from.length()];
    kernels.read(from, 0, values, values.length);
    return values;
  }
}
