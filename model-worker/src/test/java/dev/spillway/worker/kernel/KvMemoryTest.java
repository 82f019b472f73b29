package dev.spillway.worker.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KvMemoryTest {
  private static final int SLACK = 64;

  @ParameterizedTest
  @CsvSource({"F32,4,0", "F16,2,0", "Q8,1,4"})
  void a_token_takes_what_the_formula_says(KvType type, int elementBytes, int scaleBytes) {
    var shape = new KvShape(30, 3, 64, type);
    long formula = 2L * 30 * 3 * (64 * elementBytes + scaleBytes);
    assertThat(shape.bytesPerToken()).isEqualTo(formula);
    assertThat(shape.bytesPerBlock()).isEqualTo(16 * formula);
    try (var kernels = Kernels.of(KernelFlavour.SCALAR, 1)) {
      var kv = kernels.allocateKv(shape, 5);
      assertThat(kv.bytes()).isEqualTo(5 * 16 * formula + SLACK);
    }
  }

  @Test
  void what_is_too_large_for_a_half_float_stays_finite() {
    var shape = new AttentionShape(1, 1, 16);
    var rows = new float[shape.rowWidth()];
    java.util.Arrays.fill(rows, 1e6f);
    try (var kernels = Kernels.of(KernelFlavour.VECTOR, 1)) {
      var kv = kernels.allocateKv(new KvShape(1, 1, 16, KvType.F16), 1);
      var batch = new Batch(1);
      batch.add(0, 0, new int[] {0});
      var out = kernels.allocate(16);
      kernels.attention(kernels.upload(rows), batch, shape, kv, 0, out);
      var result = new float[16];
      kernels.read(out, 0, result, 16);
      assertThat(result).containsOnly(65_504f);
    }
  }
}
