package dev.spillway.gateway.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.gateway.chat.Account;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a streamed answer.
 *
 * @param usage left out where null; a JSON null where it is a {@link
 *     com.fasterxml.jackson.databind.node.NullNode}
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record ChunkBody(
    String id,
    String object,
    long created,
    String model,
    List<Choice> choices,
    @Nullable Object usage,
    @Nullable Account spillway) {

  /** What is added to the answer. */
  @RegisterForReflection
  record Choice(
      int index,
      Delta delta,
      @Nullable LogprobsBody logprobs,
      @JsonProperty("finish_reason") @Nullable String finishReason) {}

  /** The first one names the role, the last one is empty. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Delta(
      @Nullable String role,
      @JsonProperty("reasoning_content") @Nullable String reasoningContent,
      @Nullable String content,
      @JsonProperty("tool_calls") @Nullable List<ToolCallBody> toolCalls) {}
}
