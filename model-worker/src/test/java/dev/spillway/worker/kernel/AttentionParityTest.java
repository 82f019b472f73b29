package dev.spillway.worker.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttentionParityTest {
  private static final int BLOCKS = 12;
  private static final int TOKENS = 70;

  @ParameterizedTest(name = "{0} heads over {1} of {2}")
  @CsvSource({"1,1,8", "4,2,32", "6,2,20", "2,1,64", "3,3,80", "8,2,16"})
  void scalar_and_vector_kernels_agree_bit_for_bit_and_with_plain_arithmetic(
      int heads, int kvHeads, int headDim) {
    var shape = new AttentionShape(heads, kvHeads, headDim);
    var qkv = Tensors.floats(TOKENS * shape.rowWidth(), headDim);
    var expected = attend(KernelFlavour.SCALAR, 1, shape, qkv, TOKENS);
    assertThat(attend(KernelFlavour.VECTOR, 1, shape, qkv, TOKENS)).isEqualTo(expected);
    assertThat(attend(KernelFlavour.VECTOR, 3, shape, qkv, TOKENS)).isEqualTo(expected);
    for (int t : new int[] {0, 1, 15, 16, 40, TOKENS - 1}) {
      assertPlausible(shape, qkv, t, expected);
    }
  }

  @ParameterizedTest(name = "chunks of {0}")
  @CsvSource({"1", "7", "16", "33"})
  void the_chunking_of_a_sequence_changes_no_bit(int chunk) {
    var shape = new AttentionShape(4, 2, 32);
    var qkv = Tensors.floats(TOKENS * shape.rowWidth(), 9);
    assertThat(attend(KernelFlavour.VECTOR, 2, shape, qkv, chunk))
        .isEqualTo(attend(KernelFlavour.VECTOR, 2, shape, qkv, TOKENS));
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
      KernelFlavour flavour, int threads, AttentionShape shape, float[] qkv, int chunk) {
    int[] blocks = {7, 3, 11, 0, 5};
    var result = new float[TOKENS * shape.queryWidth()];
    try (var kernels = Kernels.of(flavour, threads)) {
      var kv = kernels.allocateKv(new KvShape(2, shape.kvHeads(), shape.headDim()), BLOCKS);
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

  private static void assertPlausible(AttentionShape shape, float[] qkv, int token, float[] out) {
    int dim = shape.headDim();
    for (int h = 0; h < shape.heads(); h++) {
      int kvHead = h / shape.group();
      var weights = new double[token + 1];
      double sum = 0;
      for (int p = 0; p <= token; p++) {
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
        for (int p = 0; p <= token; p++) {
          int value =
              p * shape.rowWidth() + shape.queryWidth() + shape.kvWidth() + kvHead * dim + d;
          plain += weights[p] / sum * qkv[value];
        }
        assertThat((double) out[token * shape.queryWidth() + h * dim + d])
            .isCloseTo(plain, within(1e-5));
      }
    }
  }
}
