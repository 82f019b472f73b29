package dev.spillway.gateway.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** What an event of a stream says, beside its type and its number. */
sealed interface ResponseEvent {

  /** The event itself. */
  @RegisterForReflection
  record Numbered(
      String type,
      @JsonProperty("sequence_number") int sequenceNumber,
      @JsonUnwrapped ResponseEvent event) {}

  /** How the response is. */
  @RegisterForReflection
  record Whole(ResponseBody response) implements ResponseEvent {}

  /** An item begins, or is whole. */
  @RegisterForReflection
  record Item(@JsonProperty("output_index") int outputIndex, OutputItem item)
      implements ResponseEvent {}

  /** The words of an item begin, or are whole. */
  @RegisterForReflection
  record ContentPart(@JsonUnwrapped Place place, OutputItem.Part part) implements ResponseEvent {}

  /** More thoughts. */
  @RegisterForReflection
  record ThoughtDelta(@JsonUnwrapped Place place, String delta) implements ResponseEvent {}

  /** All thoughts of an item. */
  @RegisterForReflection
  record ThoughtDone(@JsonUnwrapped Place place, String text) implements ResponseEvent {}

  /** More words. */
  @RegisterForReflection
  record TextDelta(@JsonUnwrapped Place place, String delta, List<LogprobsBody.Entry> logprobs)
      implements ResponseEvent {}

  /** All words. */
  @RegisterForReflection
  record TextDone(@JsonUnwrapped Place place, String text, List<LogprobsBody.Entry> logprobs)
      implements ResponseEvent {}

  /** More of a call's arguments. */
  @RegisterForReflection
  record ArgumentsDelta(
      @JsonProperty("item_id") String itemId,
      @JsonProperty("output_index") int outputIndex,
      String delta)
      implements ResponseEvent {}

  /** All of a call's arguments. */
  @RegisterForReflection
  record ArgumentsDone(
      @JsonProperty("item_id") String itemId,
      @JsonProperty("output_index") int outputIndex,
      String name,
      String arguments)
      implements ResponseEvent {}

  /** Where words belong: an item has one part. */
  @RegisterForReflection
  record Place(
      @JsonProperty("item_id") String itemId,
      @JsonProperty("output_index") int outputIndex,
      @JsonProperty("content_index") int contentIndex) {}
}
