package dev.spillway.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.testkit.TinyGguf;
import dev.spillway.testkit.TinyLlama;
import dev.spillway.testkit.TinyVocabulary;
import dev.spillway.testkit.WeightType;
import dev.spillway.worker.format.GgufException;
import dev.spillway.worker.format.GgufFile;
import dev.spillway.worker.kernel.AttentionShape;
import dev.spillway.worker.kernel.Batch;
import dev.spillway.worker.kernel.KernelFlavour;
import dev.spillway.worker.kernel.Kernels;
import dev.spillway.worker.kernel.KvType;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LlamaModelTest {
  private static final int TOKENS = 37;
  private static final double TOLERANCE = 2e-4;

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}, tied {1}")
  @CsvSource({"F32,false", "F32,true", "F16,false", "F16,true", "Q8_0,false", "Q8_0,true"})
  void its_logits_are_those_of_the_definition(WeightType type, boolean tied) {
    assertLogits(TinyLlama.of(type).withTied(tied).gguf());
  }

  @ParameterizedTest(name = "window of {0}")
  @ValueSource(ints = {1, 5, 16, 17, 20, 37, 1000})
  void with_a_sliding_window_too(int window) {
    assertLogits(tiny().put("llama.attention.sliding_window", window));
  }

  @Test
  void the_window_of_a_model_is_known_to_who_asks() {
    assertThat(window(tiny().put("llama.attention.sliding_window", 20))).isEqualTo(20);
    assertThat(window(tiny().put("llama.attention.sliding_window", 0)))
        .isEqualTo(AttentionShape.UNBOUNDED);
    assertThat(window(tiny())).isEqualTo(AttentionShape.UNBOUNDED);
    assertRefused(tiny().put("llama.attention.sliding_window", -1), "sliding_window");
  }

  private int window(TinyGguf gguf) {
    try (var file = GgufFile.open(gguf.writeTo(folder.resolve("window.gguf")));
        var kernels = Kernels.of(KernelFlavour.SCALAR, 1)) {
      return Models.load(file, kernels, 1, 1).window();
    }
  }

  @ParameterizedTest(name = "{0}: within {1}")
  @CsvSource({"F16,0.01", "Q8,0.1"})
  void shorter_keys_and_values_move_logits_by_little(KvType type, double most) {
    var path = TinyLlama.of(WeightType.F32).writeTo(folder.resolve("tiny.gguf"));
    int[] ids = new SplittableRandom(1).ints(TOKENS, 0, TinyVocabulary.size()).toArray();
    try (var file = GgufFile.open(path);
        var kernels = Kernels.of(KernelFlavour.VECTOR, 1)) {
      var expected = logits(file, kernels, ids, KvType.F32);
      var logits = logits(file, kernels, ids, type);
      double furthest = 0;
      for (int i = 0; i < logits.length; i++) {
        furthest = Math.max(furthest, Math.abs(logits[i] - expected[i]));
      }
      assertThat(furthest).isGreaterThan(0).isLessThan(most);
    }
  }

  private static float[] logits(GgufFile file, Kernels kernels, int[] ids, KvType type) {
    var model = Models.load(file, kernels, TOKENS, TOKENS);
    var kv = kernels.allocateKv(model.kvShape().withType(type), 5);
    var batch = new Batch(TOKENS);
    for (int t = 0; t < TOKENS; t++) {
      batch.add(ids[t], t, new int[] {4, 0, 2});
      batch.wantOutput();
    }
    var logits = new float[TOKENS * model.vocabulary()];
    model.forward(batch, kv, logits);
    return logits;
  }

  private void assertLogits(TinyGguf gguf) {
    var path = gguf.writeTo(folder.resolve("tiny.gguf"));
    int[] ids = new SplittableRandom(1).ints(TOKENS, 0, TinyVocabulary.size()).toArray();
    try (var file = GgufFile.open(path);
        var kernels = Kernels.of(KernelFlavour.VECTOR, 2)) {
      var logits = logits(file, kernels, ids, KvType.F32);
      int vocabulary = TinyVocabulary.size();
      var expected = new PlainLlama(file).logits(ids);
      for (int t = 0; t < TOKENS; t++) {
        for (int id = 0; id < vocabulary; id++) {
          assertThat((double) logits[t * vocabulary + id])
              .as("token %d, id %d", t, id)
              .isCloseTo(expected[t][id], within(TOLERANCE));
        }
      }
    }
  }

  @Test
  void another_architecture_is_refused_by_name() {
    assertRefused(tiny().put("general.architecture", "mamba"), "architecture 'mamba'");
  }

  @Test
  void sizes_that_make_no_sense_are_refused() {
    assertRefused(tiny().put("llama.attention.head_count_kv", 3), "4 heads cannot share 3");
    assertRefused(tiny().put("llama.block_count", 0), "llama.block_count");
    assertRefused(tiny().put("llama.attention.value_length", 8), "values of length 8");
    assertRefused(tiny().put("llama.rope.dimension_count", 15), "rotating 15 dimensions");
    assertRefused(tiny().put("llama.rope.scaling.type", "yarn"), "yarn");
  }

  @Test
  void a_tensor_that_is_missing_or_has_another_shape_is_named() {
    assertRefused(tiny().put("llama.block_count", 3), "blk.2.");
    assertRefused(
        tiny().put("llama.feed_forward_length", 128), "blk.0.ffn_gate.weight' is 96 x 64");
  }

  private static TinyGguf tiny() {
    return TinyLlama.of(WeightType.Q8_0).gguf();
  }

  private void assertRefused(TinyGguf gguf, String reason) {
    var path = gguf.writeTo(folder.resolve("refused.gguf"));
    try (var file = GgufFile.open(path);
        var kernels = Kernels.of(KernelFlavour.SCALAR, 1)) {
      assertThatThrownBy(() -> Models.load(file, kernels, 16, 1))
          .isInstanceOf(GgufException.class)
          .hasMessageContaining("refused.gguf")
          .hasMessageContaining(reason);
    }
  }
}
