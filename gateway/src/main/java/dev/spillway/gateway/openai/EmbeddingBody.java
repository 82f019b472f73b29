package dev.spillway.gateway.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.contracts.worker.Embedding;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

/** Texts as vectors, in their order. */
@RegisterForReflection
record EmbeddingBody(String object, List<Entry> data, String model, Usage usage) {

  /**
   * One text.
   *
   * @param embedding numbers, or a string in Base64
   */
  @RegisterForReflection
  record Entry(String object, int index, Object embedding) {}

  /** Nothing is generated, so the prompt is all. */
  @RegisterForReflection
  record Usage(
      @JsonProperty("prompt_tokens") int promptTokens,
      @JsonProperty("total_tokens") int totalTokens) {}

  static EmbeddingBody of(String model, List<Embedding> each, boolean base64) {
    int tokens = each.stream().mapToInt(Embedding::tokens).sum();
    return new EmbeddingBody(
        "list",
        IntStream.range(0, each.size())
            .mapToObj(i -> new Entry("embedding", i, vector(each.get(i).vector(), base64)))
            .toList(),
        model,
        new Usage(tokens, tokens));
  }

  private static Object vector(float[] vector, boolean base64) {
    if (!base64) {
      var numbers = new ArrayList<Float>(vector.length);
      for (var number : vector) {
        numbers.add(number);
      }
      return numbers;
    }
    var bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
