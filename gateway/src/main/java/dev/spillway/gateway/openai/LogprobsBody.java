package dev.spillway.gateway.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.gateway.cascade.TokenLogprob;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code logprobs}: the chosen tokens and the natural logarithms of their probabilities. Tokens of
 * engines that do not tell them are left out.
 */
@RegisterForReflection
record LogprobsBody(List<Entry> content) {

  /**
   * One token.
   *
   * @param token the text that became certain with it; empty where a character took several tokens
   * @param bytes the same in UTF-8
   */
  @RegisterForReflection
  record Entry(
      String token,
      float logprob,
      List<Integer> bytes,
      @JsonProperty("top_logprobs") List<Other> top) {}

  /** One of the most probable tokens in its place. */
  @RegisterForReflection
  record Other(String token, float logprob, List<Integer> bytes) {}

  static LogprobsBody of(List<TokenLogprob> tokens) {
    return new LogprobsBody(
        tokens.stream()
            .filter(token -> !Float.isNaN(token.logprob()))
            .map(LogprobsBody::entry)
            .toList());
  }

  private static Entry entry(TokenLogprob token) {
    return new Entry(
        token.text(),
        token.logprob(),
        utf8(token.text()),
        token.top().stream()
            .map(other -> new Other(other.text(), other.logprob(), utf8(other.text())))
            .toList());
  }

  private static List<Integer> utf8(String text) {
    var utf8 = text.getBytes(StandardCharsets.UTF_8);
    return IntStream.range(0, utf8.length).mapToObj(i -> utf8[i] & 0xff).toList();
  }
}
