package dev.spillway.gateway.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.gateway.cascade.TokenLogprob;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** {@code logprobs}: the chosen tokens and the natural logarithms of their probabilities. */
@RegisterForReflection
record LogprobsBody(List<Entry> content) {

  /**
   * One token.
   *
   * @param token the text that became certain with it; empty where a character took several tokens
   * @param bytes the same in UTF-8
   * @param top always empty
   */
  @RegisterForReflection
  record Entry(
      String token,
      float logprob,
      List<Integer> bytes,
      @JsonProperty("top_logprobs") List<Object> top) {}

  static LogprobsBody of(List<TokenLogprob> tokens) {
    return new LogprobsBody(tokens.stream().map(LogprobsBody::entry).toList());
  }

  private static Entry entry(TokenLogprob token) {
    var utf8 = token.text().getBytes(StandardCharsets.UTF_8);
    return new Entry(
        token.text(),
        token.logprob(),
        IntStream.range(0, utf8.length).mapToObj(i -> utf8[i] & 0xff).toList(),
        List.of());
  }
}
