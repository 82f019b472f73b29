package dev.spillway.gateway.anthropic;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
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

  static MessageEvent blockStart() {
    return new BlockStart("content_block_start", 0, MessageBody.TextBlock.of(""));
  }

  static MessageEvent text(String text) {
    return new BlockDelta("content_block_delta", 0, new TextDelta("text_delta", text));
  }

  static MessageEvent blockStop() {
    return new BlockStop("content_block_stop", 0);
  }

  static MessageEvent end(AnswerEvent.Finished finished, Account account) {
    return new End(
        "message_delta",
        new EndDelta(MessageBody.stopReason(finished.reason()), null),
        MessageBody.UsageBody.of(finished.usage()),
        account);
  }

  static MessageEvent stop() {
    return new Stop("message_stop");
  }

  /** The message, with nothing in it. Its usage is known at its end. */
  @RegisterForReflection
  record Start(String type, MessageBody message) implements MessageEvent {}

  /** The one block of the message begins. */
  @RegisterForReflection
  record BlockStart(
      String type, int index, @JsonProperty("content_block") MessageBody.TextBlock contentBlock)
      implements MessageEvent {}

  /** More of the block. */
  @RegisterForReflection
  record BlockDelta(String type, int index, TextDelta delta) implements MessageEvent {}

  /** More text. */
  @RegisterForReflection
  record TextDelta(String type, String text) {}

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
