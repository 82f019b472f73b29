package dev.spillway.gateway.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.gateway.cascade.TokenLogprob;
import dev.spillway.gateway.chat.Identity;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** A part of a response: what the model thought or says, or a tool that it wants used. */
sealed interface OutputItem {
  String IN_PROGRESS = "in_progress";
  String COMPLETED = "completed";
  String INCOMPLETE = "incomplete";

  /** What the model says. */
  @RegisterForReflection
  record Message(String id, String type, String role, String status, List<Text> content)
      implements OutputItem {

    /**
     * @param content one text; none while nothing is said
     */
    static Message of(String id, String status, List<Text> content) {
      return new Message(id, "message", "assistant", status, content);
    }
  }

  /** What the words of an item are. */
  sealed interface Part {}

  /**
   * The words of a message.
   *
   * @param annotations none: no model here refers to files or pages
   */
  @RegisterForReflection
  record Text(String type, String text, List<String> annotations, List<LogprobsBody.Entry> logprobs)
      implements Part {

    /**
     * @param tokens those that are listed
     */
    static Text of(String text, List<TokenLogprob> tokens) {
      return new Text("output_text", text, List.of(), LogprobsBody.of(tokens).content());
    }
  }

  /**
   * What the model thought before it said the rest.
   *
   * @param summary none: what it thought is told as it is
   */
  @RegisterForReflection
  record Reasoning(
      String id, String type, String status, List<String> summary, List<Thoughts> content)
      implements OutputItem {

    /**
     * @param content one text; none while nothing is told
     */
    static Reasoning of(String id, String status, List<Thoughts> content) {
      return new Reasoning(id, "reasoning", status, List.of(), content);
    }
  }

  /** Thoughts in words. */
  @RegisterForReflection
  record Thoughts(String type, String text) implements Part {
    static Thoughts of(String text) {
      return new Thoughts("reasoning_text", text);
    }
  }

  /** A tool's call. */
  @RegisterForReflection
  record Call(
      String id,
      String type,
      String status,
      @JsonProperty("call_id") String callId,
      String name,
      String arguments)
      implements OutputItem {

    static Call of(String id, String status, ToolCall call) {
      return new Call(id, "function_call", status, call.id(), call.name(), call.arguments());
    }
  }

  /**
   * The id of a message.
   *
   * @param index of the item in its response
   */
  static String messageId(Identity identity, int index) {
    return "%s_%d".formatted(identity.messageId(), index);
  }

  /** The id of what was thought. */
  static String reasoningId(Identity identity, int index) {
    return "rs_%s_%d".formatted(identity.requestId(), index);
  }

  /** The id of a tool's call, as an item: the engine's own is another. */
  static String callId(Identity identity, int index) {
    return "fc_%s_%d".formatted(identity.requestId(), index);
  }
}
