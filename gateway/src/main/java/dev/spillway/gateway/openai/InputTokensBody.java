package dev.spillway.gateway.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** How many tokens the input of a response would have. */
@RegisterForReflection
record InputTokensBody(String object, @JsonProperty("input_tokens") int inputTokens) {
  static InputTokensBody of(int inputTokens) {
    return new InputTokensBody("response.input_tokens", inputTokens);
  }
}
