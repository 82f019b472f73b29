package dev.spillway.gateway;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoNativeCodeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ai.onnxruntime.OrtEnvironment",
        "ai.djl.huggingface.tokenizers.HuggingFaceTokenizer",
        "dev.langchain4j.model.embedding.EmbeddingModel"
      })
  void texts_are_embedded_in_workers_and_what_that_needs_is_not_on_the_gateway_s_class_path(
      String type) {
    assertThatThrownBy(() -> Class.forName(type)).isInstanceOf(ClassNotFoundException.class);
  }
}
