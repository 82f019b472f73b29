package dev.spillway.worker.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.worker.format.GgmlType;
import dev.spillway.worker.format.TensorData;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatmulParityTest {
  private static final int MARGIN = 3;

  @ParameterizedTest(name = "{0} {1} rows x {2} columns")
  @CsvSource({
    "F32,1,1", "F32,16,7", "F32,17,33", "F32,70,64", "F32,131,100", "F32,640,300",
    "F16,1,1", "F16,16,7", "F16,17,33", "F16,70,64", "F16,131,100", "F16,640,300",
    "Q8_0,1,32", "Q8_0,16,64", "Q8_0,17,32", "Q8_0,70,96", "Q8_0,131,256", "Q8_0,640,320"
  })
  void scalar_and_vector_kernels_agree_bit_for_bit_and_with_plain_arithmetic(
      GgmlType type, int rows, int columns) {
    var tensor = Tensors.random(type, rows, columns, rows * 31L + columns);
    for (int tokens : new int[] {1, 2, 3, 4, 5, 7, 8, 9, 13, 20}) {
      var x = Tensors.floats(tokens * columns, tokens);
      var expected = multiply(KernelFlavour.SCALAR, 1, List.of(tensor), x, tokens);
      assertThat(multiply(KernelFlavour.VECTOR, 1, List.of(tensor), x, tokens)).isEqualTo(expected);
      assertThat(multiply(KernelFlavour.VECTOR, 3, List.of(tensor), x, tokens)).isEqualTo(expected);
      assertPlausible(tensor, x, tokens, expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"F32", "F16", "Q8_0"})
  void a_token_gets_the_same_numbers_alone_and_in_any_batch(GgmlType type) {
    int columns = 96;
    int rows = 100;
    var tensor = Tensors.random(type, rows, columns, 5);
    var x = Tensors.floats(13 * columns, 6);
    var together = multiply(KernelFlavour.VECTOR, 2, List.of(tensor), x, 13);
    for (int t = 0; t < 13; t++) {
      var alone = new float[columns];
      System.arraycopy(x, t * columns, alone, 0, columns);
      var row = new float[rows];
      System.arraycopy(together, t * (rows + MARGIN) + 1, row, 0, rows);
      var single = multiply(KernelFlavour.VECTOR, 1, List.of(tensor), alone, 1);
      assertThat(row).isEqualTo(java.util.Arrays.copyOfRange(single, 1, rows + 1));
    }
  }

  @Test
  void stacked_matrices_give_the_rows_of_each() {
    var first = Tensors.random(GgmlType.Q8_0, 24, 64, 1);
    var second = Tensors.random(GgmlType.Q8_0, 9, 64, 2);
    var x = Tensors.floats(64, 3);
    var both = multiply(KernelFlavour.VECTOR, 1, List.of(first, second), x, 1);
    var upper = multiply(KernelFlavour.VECTOR, 1, List.of(first), x, 1);
    var lower = multiply(KernelFlavour.VECTOR, 1, List.of(second), x, 1);
    for (int r = 0; r < 33; r++) {
      assertThat(both[1 + r]).isEqualTo(r < 24 ? upper[1 + r] : lower[1 + r - 24]);
    }
  }

  @Test
  void every_finite_half_float_is_read_exactly() {
    var bytes = new byte[2 << 16];
    for (int bits = 0; bits < 1 << 16; bits++) {
      boolean finite = (bits & 0x7c00) != 0x7c00;
      bytes[2 * bits] = (byte) (finite ? bits : 0);
      bytes[2 * bits + 1] = (byte) (finite ? bits >> 8 : 0);
    }
    var data = java.lang.foreign.MemorySegment.ofArray(bytes);
    var tensor = new TensorData(GgmlType.F16, 1 << 16, 1, data);
    var one = new float[] {1f};
    assertThat(multiply(KernelFlavour.VECTOR, 1, List.of(tensor), one, 1))
        .isEqualTo(multiply(KernelFlavour.SCALAR, 1, List.of(tensor), one, 1));
  }

  /** Result rows at offset 1, {@value #MARGIN} further apart than needed; margins must stay 0. */
  private static float[] multiply(
      KernelFlavour flavour, int threads, List<TensorData> parts, float[] x, int tokens) {
    try (var kernels = Kernels.of(flavour, threads)) {
      var w = kernels.load(parts);
      int stride = w.rows() + MARGIN;
      var y = kernels.allocate(tokens * stride);
      kernels.matmul(w, kernels.upload(x), tokens, y, stride, 1);
      var result = new float[tokens * stride];
      kernels.read(y, 0, result, result.length);
      for (int t = 0; t < tokens; t++) {
        assertThat(result[t * stride]).isZero();
        assertThat(result[t * stride + w.rows() + 1]).isZero();
        assertThat(result[t * stride + w.rows() + 2]).isZero();
      }
      return result;
    }
  }

  private static void assertPlausible(TensorData w, float[] x, int tokens, float[] y) {
    int columns = (int) w.columns();
    var row = new float[columns];
    for (int r = 0; r < w.rows(); r++) {
      Elements.row(w, r, row, 0);
      for (int t = 0; t < tokens; t++) {
        double sum = 0;
        for (int c = 0; c < columns; c++) {
          sum += (double) row[c] * x[t * columns + c];
        }
        assertThat((double) y[t * ((int) w.rows() + MARGIN) + 1 + r]).isCloseTo(sum, within(2e-4));
      }
    }
  }
}
