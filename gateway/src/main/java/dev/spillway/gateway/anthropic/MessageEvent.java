package dev.spillway.gateway.anthropic;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.chat.Account;
import dev.spillway.gateway.chat.Identity;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/** One event of a stream; {@link #type} is also the name of its frame. */
sealed interface MessageEvent {
  String type();

  static MessageEvent start(Identity identity, String model) {
    return new Start("message_start", MessageBody.begun(identity, model));
  }

  static MessageEvent thoughtsStart(int index) {
    return new BlockStart("content_block_start", index, MessageBody.ThinkingBlock.of("", ""));
  }

  static MessageEvent thought(int index, String text) {
    return new BlockDelta("content_block_delta", index, new ThinkingDelta("thinking_delta", text));
  }

  static MessageEvent signature(int index, String signature) {
    return new BlockDelta(
        "content_block_delta", index, new SignatureDelta("signature_delta", signature));
  }

  static MessageEvent hidden(int index, String data) {
    return new BlockStart("content_block_start", index, MessageBody.RedactedBlock.of(data));
  }

  static MessageEvent textStart(int index) {
    return new BlockStart("content_block_start", index, MessageBody.TextBlock.of(""));
  }

  static MessageEvent toolStart(int index, GenerateEvent.Call call) {
    return new BlockStart(
        "content_block_start", index, MessageBody.ToolUseBlock.begun(call.id(), call.name()));
  }

  static MessageEvent text(int index, String text) {
    return new BlockDelta("content_block_delta", index, new TextDelta("text_delta", text));
  }

  static MessageEvent input(int index, String json) {
    return new BlockDelta("content_block_delta", index, new InputDelta("input_json_delta", json));
  }

  static MessageEvent blockStop(int index) {
    return new BlockStop("content_block_stop", index);
  }

  static MessageEvent end(AnswerEvent.Finished finished, Account account) {
    return new End(
        "message_delta",
        new EndDelta(MessageBody.stopReason(finished), finished.stop().orElse(null)),
        MessageBody.UsageBody.of(finished.usage()),
        account);
  }

  static MessageEvent stop() {
    return new Stop("message_stop");
  }

  /** The message, with nothing in it. Its usage is known at its end. */
  @RegisterForReflection
  record Start(String type, MessageBody message) implements MessageEvent {}

  /** A block of the message begins. */
  @RegisterForReflection
  record BlockStart(
      String type, int index, @JsonProperty("content_block") MessageBody.Block contentBlock)
      implements MessageEvent {}

  /** More of the block. */
  @RegisterForReflection
  record BlockDelta(String type, int index, Delta delta) implements MessageEvent {}

  /** What a block has more. */
  sealed interface Delta {}

  /** More text. */
  @RegisterForReflection
  record TextDelta(String type, String text) implements Delta {}

  /** More thoughts. */
  @RegisterForReflection
  record ThinkingDelta(String type, String thinking) implements Delta {}

  /** The engine's, of the thoughts before it. */
  @RegisterForReflection
  record SignatureDelta(String type, String signature) implements Delta {}

  /** More of a tool's input. */
  @RegisterForReflection
  record InputDelta(String type, @JsonProperty("partial_json") String partialJson)
      implements Delta {}

  /** The block is whole. */
  @RegisterForReflection
  record BlockStop(String type, int index) implements MessageEvent {}

  /** Why the message ends and what it took; {@code spillway} is what happened to the request. */
  @RegisterForReflection
  record End(String type, EndDelta delta, MessageBody.UsageBody usage, Account spillway)
      implements MessageEvent {}

  /** What changes in the message at its end. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record EndDelta(
      @JsonProperty("stop_reason") String stopReason,
      @JsonProperty("stop_sequence") @Nullable String stopSequence) {}

  /** Nothing comes after it. */
  @RegisterForReflection
  record Stop(String type) implements MessageEvent {}
}
