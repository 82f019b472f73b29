package dev.spillway.gateway.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.contracts.worker.Alternative;
import dev.spillway.gateway.cascade.TokenLogprob;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code logprobs} as completions have them: lists side by side. Tokens of engines that do not tell
 * theirs are left out.
 *
 * @param offsets where a token's text begins in the answer, in characters
 */
@RegisterForReflection
record TextLogprobsBody(
    List<String> tokens,
    @JsonProperty("token_logprobs") List<Float> logprobs,
    @JsonProperty("top_logprobs") List<Map<String, Float>> top,
    @JsonProperty("text_offset") List<Integer> offsets) {

  /**
   * @param from how much of the answer came before
   */
  static TextLogprobsBody of(List<TokenLogprob> all, int from) {
    var body =
        new TextLogprobsBody(
            new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    int offset = from;
    for (var token : all) {
      if (!Float.isNaN(token.logprob())) {
        body.tokens.add(token.text());
        body.logprobs.add(token.logprob());
        var others = new LinkedHashMap<String, Float>();
        for (Alternative other : token.top()) {
          others.putIfAbsent(other.text(), other.logprob());
        }
        body.top.add(others);
        body.offsets.add(offset);
      }
      offset += token.text().length();
    }
    return body;
  }
}
