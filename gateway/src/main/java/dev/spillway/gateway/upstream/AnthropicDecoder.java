package dev.spillway.gateway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of a streamed message. The prompt's tokens are told at the beginning, cached
 * ones apart from the others; the answer's are told, all of them each time, near the end.
 */
final class AnthropicDecoder implements Wire.Decoder {
  /** Of the prompt, neither found in a cache nor written to one. */
  private int input;

  private int cached;
  private int written;
  private int writtenForAnHour;
  private int answer;

  /** Of the answer, where it is told. */
  private int thought;

  private boolean started;
  private boolean ended;
  private @Nullable FinishReason reason;
  private Optional<String> stop = Optional.empty();

  /** The tool call that was begun last. */
  private int calls = -1;

  /**
   * @param estimated tokens of the prompt, until they are told
   */
  AnthropicDecoder(int estimated) {
    input = estimated;
  }

  @Override
  public List<GenerateEvent> read(ServerSentEvent event) {
    var data = Wires.parse(event.data());
    var events = new ArrayList<GenerateEvent>();
    switch (data.path("type").asText("")) {
      case "message_start" -> {
        count(data.path("message").path("usage"));
        start(events);
      }
      case "content_block_start" -> {
        start(events);
        begin(data.path("content_block"), events);
      }
      case "content_block_delta" -> {
        start(events);
        delta(data.path("delta"), events);
      }
      case "message_delta" -> {
        start(events);
        count(data.path("usage"));
        var delta = data.path("delta");
        if (delta.path("stop_reason").isTextual()) {
          reason = reason(delta.path("stop_reason").asText());
          stop = Optional.ofNullable(delta.path("stop_sequence").textValue());
        }
      }
      case "message_stop" -> events.addAll(end());
      case "error" -> throw new SpillwayException(failure(data.path("error")));
      default -> {
        // A ping, the frame of a content block, or what is not invented yet.
      }
    }
    return events;
  }

  @Override
  public List<GenerateEvent> end() {
    if (reason == null || ended) {
      return List.of();
    }
    ended = true;
    return List.of(
        new GenerateEvent.Finished(reason, "", used(answer, Math.min(answer, thought)), stop));
  }

  private void begin(JsonNode block, List<GenerateEvent> events) {
    switch (block.path("type").asText("")) {
      case "tool_use" ->
          events.add(
              new GenerateEvent.Call(
                  ++calls, block.path("id").asText(""), block.path("name").asText(""), ""));
      case "redacted_thinking" ->
          events.add(new GenerateEvent.Thought.Hidden(block.path("data").asText("")));
      default -> {
        // Words are told in the deltas that follow.
      }
    }
  }

  private void delta(JsonNode delta, List<GenerateEvent> events) {
    var thought = delta.path("thinking").asText("");
    var signature = delta.path("signature").asText("");
    var text = delta.path("text").asText("");
    var arguments = delta.path("partial_json").asText("");
    if (!thought.isEmpty()) {
      events.add(new GenerateEvent.Thought.Told(thought));
    }
    if (!signature.isEmpty()) {
      events.add(new GenerateEvent.Thought.Signed(signature));
    }
    if (!text.isEmpty()) {
      events.add(new GenerateEvent.Token(GenerateEvent.Token.NO_ID, Float.NaN, text));
    }
    if (!arguments.isEmpty()) {
      events.add(new GenerateEvent.Call(calls, "", "", arguments));
    }
  }

  private void start(List<GenerateEvent> events) {
    if (!started) {
      started = true;
      events.add(new GenerateEvent.Started(used(0, 0), 0, true));
    }
  }

  /** What is told later counts, and what is not told again stays. */
  private void count(JsonNode usage) {
    input = Wires.count(usage.path("input_tokens"), input);
    cached = Wires.count(usage.path("cache_read_input_tokens"), cached);
    written = Wires.count(usage.path("cache_creation_input_tokens"), written);
    writtenForAnHour =
        Wires.count(
            usage.path("cache_creation").path("ephemeral_1h_input_tokens"), writtenForAnHour);
    answer = Math.max(answer, Wires.count(usage.path("output_tokens"), 0));
    var details = usage.path("output_tokens_details");
    thought = Wires.count(details.path("thinking_tokens"), thought);
  }

  private Usage used(int completion, int thoughts) {
    return new Usage(
        input + cached + written,
        cached,
        written,
        Math.min(written, writtenForAnHour),
        completion,
        thoughts);
  }

  private static FinishReason reason(String name) {
    return switch (name) {
      case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
      case "tool_use" -> FinishReason.TOOL_CALLS;
      case "refusal" -> FinishReason.CONTENT_FILTER;
      default -> FinishReason.STOP;
    };
  }

  private static ErrorKind failure(JsonNode error) {
    return error.path("type").asText("").equals("overloaded_error")
        ? new ErrorKind.Overloaded("the upstream takes no more requests now", Duration.ZERO)
        : new ErrorKind.WorkerFailed("the upstream failed in the midst of its answer");
  }
}
