package dev.spillway.gateway.anthropic;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.gateway.chat.Identity;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message: a whole answer, or one that begins and has nothing yet. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
record MessageBody(
    String id,
    String type,
    String role,
    String model,
    List<TextBlock> content,
    @JsonProperty("stop_reason") @Nullable String stopReason,
    @JsonProperty("stop_sequence") @Nullable String stopSequence,
    UsageBody usage) {

  /** The one block that answers have here. */
  @RegisterForReflection
  record TextBlock(String type, String text) {
    static TextBlock of(String text) {
      return new TextBlock("text", text);
    }
  }

  /** Tokens; what was found in a cache is not among {@code input_tokens}. */
  @RegisterForReflection
  record UsageBody(
      @JsonProperty("input_tokens") int inputTokens,
      @JsonProperty("cache_creation_input_tokens") int cacheCreationInputTokens,
      @JsonProperty("cache_read_input_tokens") int cacheReadInputTokens,
      @JsonProperty("output_tokens") int outputTokens) {
    static UsageBody of(Usage usage) {
      return new UsageBody(
          usage.promptTokens() - usage.cachedTokens(),
          0,
          usage.cachedTokens(),
          usage.completionTokens());
    }
  }

  /**
   * @param model the tier that answers
   */
  static MessageBody begun(Identity identity, String model) {
    return of(identity, model, List.of(), null, Usage.NONE);
  }

  static MessageBody whole(
      Identity identity, String model, String text, FinishReason reason, Usage usage) {
    var content = text.isEmpty() ? List.<TextBlock>of() : List.of(TextBlock.of(text));
    return of(identity, model, content, stopReason(reason), usage);
  }

  private static MessageBody of(
      Identity identity,
      String model,
      List<TextBlock> content,
      @Nullable String stopReason,
      Usage usage) {
    return new MessageBody(
        identity.messageId(),
        "message",
        "assistant",
        model,
        content,
        stopReason,
        null,
        UsageBody.of(usage));
  }

  /** Workers do not tell a stop string from the end of a turn. */
  static String stopReason(FinishReason reason) {
    return switch (reason) {
      case STOP -> "end_turn";
      case LENGTH -> "max_tokens";
      case TOOL_CALLS -> "tool_use";
      case CONTENT_FILTER -> "refusal";
    };
  }
}
