package dev.spillway.gateway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.contracts.worker.Alternative;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the chunks of a streamed chat completion.
 *
 * <p>Usage comes in the last chunk, and only where the engine knows {@code stream_options}; until
 * then, and where it does not come at all, the prompt counts as estimated from its text and the
 * answer as many tokens as were told. A chunk without log-probabilities is one token as far as
 * anybody knows.
 *
 * <p>A model that refuses to keep to a format says so in a field of its own. That is what the
 * answer says then, and it ended as what a filter stopped does: Anthropic tells both so.
 *
 * <p>The answer has come to its end when a finish reason was told. A stream that ends before that
 * was broken off, whatever it says.
 */
final class OpenAiDecoder implements Wire.Decoder {
  private static final String DONE = "[DONE]";

  private final int estimated;
  private @Nullable FinishReason reason;
  private @Nullable Usage usage;
  private boolean started;
  private boolean refused;
  private boolean ended;
  private int tokens;

  /**
   * @param estimated tokens of the prompt
   */
  OpenAiDecoder(int estimated) {
    this.estimated = estimated;
  }

  @Override
  public List<GenerateEvent> read(ServerSentEvent event) {
    if (event.data().equals(DONE)) {
      return end();
    }
    var chunk = Wires.parse(event.data());
    if (chunk.hasNonNull("error")) {
      throw Wires.failed("the upstream failed in the midst of its answer");
    }
    var events = new ArrayList<GenerateEvent>();
    if (!started) {
      started = true;
      events.add(new GenerateEvent.Started(estimated, 0));
    }
    if (chunk.path("usage").isObject()) {
      usage = usage(chunk.path("usage"));
    }
    var choice = chunk.path("choices").path(0);
    var delta = choice.path("delta");
    var thought = delta.path("reasoning_content").asText(delta.path("reasoning").asText(""));
    if (!thought.isEmpty()) {
      tokens++;
      events.add(new GenerateEvent.Thought.Told(thought));
    }
    // A completion of a raw prompt has its text in the choice itself.
    var text = delta.path("content").asText(choice.path("text").asText(""));
    if (!text.isEmpty()) {
      var logprobs = choice.path("logprobs");
      tokens(text, logprobs.has("tokens") ? legacy(logprobs) : logprobs.path("content"), events);
    }
    var refusal = delta.path("refusal").asText("");
    if (!refusal.isEmpty()) {
      refused = true;
      tokens(refusal, choice.path("logprobs").path("refusal"), events);
    }
    for (var call : delta.path("tool_calls")) {
      events.add(
          new GenerateEvent.Call(
              call.path("index").asInt(0),
              call.path("id").asText(""),
              call.path("function").path("name").asText(""),
              arguments(call.path("function").path("arguments"))));
    }
    if (choice.path("finish_reason").isTextual()) {
      reason = reason(choice.path("finish_reason").asText());
    }
    return events;
  }

  /** There are engines that say an object where there should be its text. */
  private static String arguments(JsonNode said) {
    return said.isObject() ? said.toString() : said.asText("");
  }

  private void tokens(String text, JsonNode logprobs, List<GenerateEvent> events) {
    int last = logprobs.size() - 1;
    if (last < 0) {
      tokens++;
      events.add(new GenerateEvent.Token(GenerateEvent.Token.NO_ID, Float.NaN, text));
      return;
    }
    // A character of several tokens stands in the text of none of them.
    var joined = new StringBuilder();
    logprobs.forEach(each -> joined.append(each.path("token").asText("")));
    boolean apart = text.contentEquals(joined);
    for (int i = 0; i <= last; i++) {
      var each = logprobs.path(i);
      var own = apart ? each.path("token").asText("") : i == last ? text : "";
      float logprob =
          each.path("logprob").isNumber() ? each.path("logprob").floatValue() : Float.NaN;
      tokens++;
      events.add(
          new GenerateEvent.Token(GenerateEvent.Token.NO_ID, logprob, own, alternatives(each)));
    }
  }

  /** Log-probabilities of completions as chat completions have them. */
  private static JsonNode legacy(JsonNode logprobs) {
    var content = Wires.JSON.createArrayNode();
    for (int i = 0; i < logprobs.path("tokens").size(); i++) {
      var token = content.addObject();
      token.set("token", logprobs.path("tokens").path(i));
      token.set("logprob", logprobs.path("token_logprobs").path(i));
      var top = token.putArray("top_logprobs");
      for (var other : logprobs.path("top_logprobs").path(i).properties()) {
        top.addObject().put("token", other.getKey()).set("logprob", other.getValue());
      }
    }
    return content;
  }

  private static List<Alternative> alternatives(JsonNode token) {
    var top = new ArrayList<Alternative>();
    for (var each : token.path("top_logprobs")) {
      top.add(
          new Alternative(
              GenerateEvent.Token.NO_ID,
              each.path("logprob").floatValue(),
              each.path("token").asText("")));
    }
    return top;
  }

  @Override
  public List<GenerateEvent> end() {
    if (reason == null || ended) {
      return List.of();
    }
    ended = true;
    var used = usage == null ? new Usage(estimated, 0, tokens) : usage;
    var why = refused ? FinishReason.CONTENT_FILTER : reason;
    return List.of(new GenerateEvent.Finished(why, "", used));
  }

  private static FinishReason reason(String name) {
    return switch (name) {
      case "length" -> FinishReason.LENGTH;
      case "tool_calls", "function_call" -> FinishReason.TOOL_CALLS;
      case "content_filter" -> FinishReason.CONTENT_FILTER;
      default -> FinishReason.STOP;
    };
  }

  /**
   * Most engines count what was thought among the answer's tokens, as OpenAI does; where the total
   * says that it comes on top (xAI), it is added to them, as it is charged like them.
   */
  private static Usage usage(JsonNode wire) {
    int prompt = Wires.count(wire.path("prompt_tokens"), 0);
    var read = wire.path("prompt_tokens_details");
    int cached = Math.min(prompt, Wires.count(read.path("cached_tokens"), 0));
    int written = Wires.count(read.path("cache_write_tokens"), 0);
    int completion = Wires.count(wire.path("completion_tokens"), 0);
    int reasoning = Wires.count(wire.path("completion_tokens_details").path("reasoning_tokens"), 0);
    if (Wires.count(wire.path("total_tokens"), 0) == prompt + completion + reasoning) {
      completion += reasoning;
    }
    return new Usage(
        prompt,
        cached,
        Math.min(prompt - cached, written),
        0,
        completion,
        Math.min(completion, reasoning));
  }
}
