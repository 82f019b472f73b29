package dev.spillway.gateway.anthropic;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.chat.Answer;
import dev.spillway.gateway.chat.Identity;
import dev.spillway.gateway.http.Json;
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
    List<Block> content,
    @JsonProperty("stop_reason") @Nullable String stopReason,
    @JsonProperty("stop_sequence") @Nullable String stopSequence,
    UsageBody usage) {

  /** A part of the answer. */
  sealed interface Block {}

  /** Words. */
  @RegisterForReflection
  record TextBlock(String type, String text) implements Block {
    static TextBlock of(String text) {
      return new TextBlock("text", text);
    }
  }

  /**
   * What the model thought.
   *
   * @param signature of the engine; empty where it signs nothing
   */
  @RegisterForReflection
  record ThinkingBlock(String type, String thinking, String signature) implements Block {
    static ThinkingBlock of(String thinking, String signature) {
      return new ThinkingBlock("thinking", thinking, signature);
    }
  }

  /** What the model thought, which nobody but the engine can read. */
  @RegisterForReflection
  record RedactedBlock(String type, String data) implements Block {
    static RedactedBlock of(String data) {
      return new RedactedBlock("redacted_thinking", data);
    }
  }

  /** A tool's call. */
  @RegisterForReflection
  record ToolUseBlock(String type, String id, String name, JsonNode input) implements Block {
    static ToolUseBlock of(ToolCall call) {
      return new ToolUseBlock("tool_use", call.id(), call.name(), input(call.arguments()));
    }

    /** The input comes later. */
    static ToolUseBlock begun(String id, String name) {
      return new ToolUseBlock("tool_use", id, name, JsonNodeFactory.instance.objectNode());
    }

    /** Clients expect an object; what a model wrote that is none is told as it is, in one. */
    private static JsonNode input(String arguments) {
      return arguments.isEmpty()
          ? JsonNodeFactory.instance.objectNode()
          : Json.object(arguments)
              .orElseGet(
                  () -> JsonNodeFactory.instance.objectNode().put("INVALID_JSON", arguments));
    }
  }

  /**
   * Tokens; what was found in a cache or written to one is not among {@code input_tokens}, and what
   * was thought is among {@code output_tokens}.
   *
   * @param cacheCreation where some of it is kept for an hour
   * @param details where the engine tells them
   */
  @RegisterForReflection
  record UsageBody(
      @JsonProperty("input_tokens") int inputTokens,
      @JsonProperty("cache_creation_input_tokens") int cacheCreationInputTokens,
      @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("cache_creation")
          @Nullable CacheCreation cacheCreation,
      @JsonProperty("cache_read_input_tokens") int cacheReadInputTokens,
      @JsonProperty("output_tokens") int outputTokens,
      @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("output_tokens_details")
          @Nullable OutputDetails details) {
    static UsageBody of(Usage usage) {
      return new UsageBody(
          usage.promptTokens() - usage.cachedTokens() - usage.cacheWriteTokens(),
          usage.cacheWriteTokens(),
          usage.hourWriteTokens() == 0 ? null : CacheCreation.of(usage),
          usage.cachedTokens(),
          usage.completionTokens(),
          usage.reasoningTokens() == 0 ? null : new OutputDetails(usage.reasoningTokens()));
    }
  }

  /** How long what was written to a cache is kept there. */
  @RegisterForReflection
  record CacheCreation(
      @JsonProperty("ephemeral_5m_input_tokens") int minutes,
      @JsonProperty("ephemeral_1h_input_tokens") int hour) {
    static CacheCreation of(Usage usage) {
      return new CacheCreation(
          usage.cacheWriteTokens() - usage.hourWriteTokens(), usage.hourWriteTokens());
    }
  }

  /** What of the answer's tokens was thought. */
  @RegisterForReflection
  record OutputDetails(@JsonProperty("thinking_tokens") int thinkingTokens) {}

  /**
   * @param model the tier that answers
   */
  static MessageBody begun(Identity identity, String model) {
    return of(identity, model, List.of(), null, null, Usage.NONE);
  }

  /**
   * @param thoughts whether it has those
   */
  static MessageBody whole(Identity identity, Answer answer, boolean thoughts) {
    var content =
        answer.pieces().stream()
            .filter(piece -> thoughts || !(piece instanceof Answer.Thought))
            .map(MessageBody::block)
            .toList();
    var end = answer.end();
    return of(
        identity,
        end.decision().tier().name(),
        content,
        stopReason(end),
        end.stop().orElse(null),
        end.usage());
  }

  private static Block block(Answer.Piece piece) {
    return switch (piece) {
      case Answer.Thoughts(var text, var signature) -> ThinkingBlock.of(text, signature);
      case Answer.Hidden(var data) -> RedactedBlock.of(data);
      case Answer.Words(var text, var tokens) -> TextBlock.of(text);
      case Answer.Use(var call) -> ToolUseBlock.of(call);
    };
  }

  private static MessageBody of(
      Identity identity,
      String model,
      List<Block> content,
      @Nullable String stopReason,
      @Nullable String stopSequence,
      Usage usage) {
    return new MessageBody(
        identity.messageId(),
        "message",
        "assistant",
        model,
        content,
        stopReason,
        stopSequence,
        UsageBody.of(usage));
  }

  static String stopReason(AnswerEvent.Finished end) {
    return switch (end.reason()) {
      case STOP -> end.stop().isPresent() ? "stop_sequence" : "end_turn";
      case LENGTH -> "max_tokens";
      case TOOL_CALLS -> "tool_use";
      case CONTENT_FILTER -> "refusal";
    };
  }
}
