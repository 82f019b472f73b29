package dev.spillway.gateway.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.gateway.chat.Identity;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A whole answer. */
@RegisterForReflection
record CompletionBody(
    String id, String object, long created, String model, List<Choice> choices, UsageBody usage) {

  /** The answer; there is one. */
  @RegisterForReflection
  record Choice(
      int index,
      Message message,
      @Nullable LogprobsBody logprobs,
      @JsonProperty("finish_reason") String finishReason) {}

  /** The assistant's turn. */
  @RegisterForReflection
  record Message(String role, String content, @Nullable String refusal) {}

  static CompletionBody of(
      Identity identity,
      String model,
      String content,
      @Nullable LogprobsBody logprobs,
      String finishReason,
      UsageBody usage) {
    return new CompletionBody(
        identity.completionId(),
        "chat.completion",
        identity.created(),
        model,
        List.of(new Choice(0, new Message("assistant", content, null), logprobs, finishReason)),
        usage);
  }
}
