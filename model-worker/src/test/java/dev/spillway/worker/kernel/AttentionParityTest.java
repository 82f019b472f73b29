package dev.spillway.worker.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttentionParityTest {
  private static final int BLOCKS = 12;
  private static final int TOKENS = 70;

  @ParameterizedTest(name = "{0}, {1} heads over {2} of {3}, window {4}")
  @CsvSource({
    "F32,1,1,8,1000", "F32,4,2,32,1000", "F32,6,2,20,1000", "F32,2,1,64,1000", "F32,3,3,80,1000",
    "F32,8,2,16,1000", "F32,9,3,64,17", "F32,2,2,16,1", "F32,20,1,32,40", "F16,6,2,20,1000",
    "F16,9,3,64,30", "F16,1,1,48,1000", "Q8,6,2,20,1000", "Q8,9,3,64,30", "Q8,1,1,48,1000"
  })
  void scalar_and_vector_kernels_agree_bit_for_bit_and_with_plain_arithmetic(
      KvType type, int heads, int kvHeads, int headDim, int window) {
    var shape = new AttentionShape(heads, kvHeads, headDim, window);
    var qkv = Tensors.floats(TOKENS * shape.rowWidth(), headDim);
    var expected = attend(KernelFlavour.SCALAR, 1, shape, type, qkv, TOKENS);
    assertThat(attend(KernelFlavour.VECTOR, 1, shape, type, qkv, TOKENS)).isEqualTo(expected);
    assertThat(attend(KernelFlavour.VECTOR, 3, shape, type, qkv, TOKENS)).isEqualTo(expected);
    for (int t : new int[] {0, 1, 15, 16, 40, TOKENS - 1}) {
      assertPlausible(shape, type, qkv, t, expected);
    }
  }

  @ParameterizedTest(name = "{0}, chunks of {1}")
  @CsvSource({"F32,1", "F32,7", "F32,16", "F32,33", "F16,1", "F16,7", "Q8,1", "Q8,7"})
  void the_chunking_of_a_sequence_changes_no_bit(KvType type, int chunk) {
    for (int window : new int[] {AttentionShape.UNBOUNDED, 21}) {
      var shape = new AttentionShape(6, 2, 32, window);
      var qkv = Tensors.floats(TOKENS * shape.rowWidth(), 9);
      assertThat(attend(KernelFlavour.VECTOR, 2, shape, type, qkv, chunk))
          .isEqualTo(attend(KernelFlavour.VECTOR, 2, shape, type, qkv, TOKENS));
    }
  }

  @Test
  void what_lies_before_the_window_or_behind_the_end_is_never_read() {
    var shape = new AttentionShape(6, 2, 32, 20);
    var qkv = Tensors.floats(TOKENS * shape.rowWidth(), 9);
    var poisoned = qkv.clone();
    Arrays.fill(poisoned, 0, 16 * shape.rowWidth(), Float.NaN);
    int from = 50;
    var clean = attend(KernelFlavour.VECTOR, 1, shape, KvType.F32, qkv, 1);
    var other = attend(KernelFlavour.VECTOR, 1, shape, KvType.F32, poisoned, 1);
    assertThat(Arrays.copyOfRange(other, from * shape.queryWidth(), other.length))
        .isEqualTo(Arrays.copyOfRange(clean, from * shape.queryWidth(), clean.length));
  }

  @ParameterizedTest
  @CsvSource({"ADJACENT,0,1", "HALVES,0,4"})
  void rotation_turns_the_pairs_of_its_layout_by_position(
      RopeLayout layout, int first, int second) {
    var shape = new AttentionShape(1, 1, 8);
    var qkv = Tensors.floats(2 * shape.rowWidth(), 4);
    try (var kernels = Kernels.of(KernelFlavour.SCALAR, 1)) {
      var rows = kernels.upload(qkv);
      var batch = new Batch(2);
      batch.add(0, 0, new int[] {0});
      batch.add(0, 1, new int[] {0});
      kernels.rope(rows, batch, shape, RopeTable.of(kernels, 2, 8, 10_000, layout));
      var turned = new float[qkv.length];
      kernels.read(rows, 0, turned, turned.length);

      assertThat(Arrays.copyOf(turned, shape.rowWidth()))
          .as("position 0 turns by nothing")
          .isEqualTo(Arrays.copyOf(qkv, shape.rowWidth()));
      int row = shape.rowWidth();
      double a = qkv[row + first];
      double b = qkv[row + second];
      assertThat((double) turned[row + first])
          .isCloseTo(a * Math.cos(1) - b * Math.sin(1), within(1e-6));
      assertThat((double) turned[row + second])
          .isCloseTo(a * Math.sin(1) + b * Math.cos(1), within(1e-6));
      int values = row + shape.queryWidth() + shape.kvWidth();
      assertThat(Arrays.copyOfRange(turned, values, values + 8))
          .as("values are not turned")
          .isEqualTo(Arrays.copyOfRange(qkv, values, values + 8));
    }
  }

  /** One sequence over scattered blocks of layer 1 of 2, in chunks. */
  private static float[] attend(
      KernelFlavour flavour,
      int threads,
      AttentionShape shape,
      KvType type,
      float[] qkv,
      int chunk) {
    int[] blocks = {7, 3, 11, 0, 5};
    var result = new float[TOKENS * shape.queryWidth()];
    try (var kernels = Kernels.of(flavour, threads)) {
      var kept = new KvShape(2, shape.kvHeads(), shape.headDim(), type);
      var kv = kernels.allocateKv(kept, BLOCKS);
      for (int from = 0; from < TOKENS; from += chunk) {
        int count = Math.min(chunk, TOKENS - from);
        var batch = new Batch(count);
        for (int t = 0; t < count; t++) {
          batch.add(0, from + t, blocks);
        }
        int width = shape.rowWidth();
        var rows = kernels.upload(Arrays.copyOfRange(qkv, from * width, (from + count) * width));
        var out = kernels.allocate(count * shape.queryWidth());
        kernels.attention(rows, batch, shape, kv, 1, out);
        var part = new float[out.length()];
        kernels.read(out, 0, part, part.length);
        System.arraycopy(part, 0, result, from * shape.queryWidth(), part.length);
      }
    }
    return result;
  }

  private static void assertPlausible(
      AttentionShape shape, KvType type, float[] qkv, int token, float[] out) {
    double tolerance =
        switch (type) {
          case F32 -> 1e-5;
          case F16 -> 1e-3;
          case Q8 -> 2e-2;
        };
    int first = Math.max(0, token - shape.window() + 1);
    int dim = shape.headDim();
    for (int h = 0; h < shape.heads(); h++) {
      int kvHead = h / shape.group();
      var weights = new double[token + 1];
      double sum = 0;
      for (int p = first; p <= token; p++) {
        double score = 0;
        for (int d = 0; d < dim; d++) {
          int key = p * shape.rowWidth() + shape.queryWidth() + kvHead * dim + d;
          score += (double) qkv[token * shape.rowWidth() + h * dim + d] * qkv[key];
        }
        weights[p] = Math.exp(score / Math.sqrt(dim));
        sum += weights[p];
      }
      for (int d = 0; d < dim; d++) {
        double plain = 0;
        for (int p = first; p <= token; p++) {
          int value =
              p * shape.rowWidth() + shape.queryWidth() + shape.kvWidth() + kvHead * dim + d;
          plain += weights[p] / sum * qkv[value];
        }
        assertThat((double) out[token * shape.queryWidth() + h * dim + d])
            .isCloseTo(plain, within(tolerance));
      }
    }
  }
}
