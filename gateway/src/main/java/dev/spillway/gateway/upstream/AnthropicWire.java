package dev.spillway.gateway.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Demands;
import dev.spillway.contracts.chat.Part;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.contracts.chat.ToolChoice;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.GenerateRequest;
import io.vertx.core.MultiMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's messages. System messages stand beside the others there, wherever they stood; what
 * tools answered is said by the user, and what one side says in a row is one message. The length of
 * an answer must be limited. A seed is not known, and is a wish; what else is not known is refused.
 *
 * @param maxTokens of an answer whose length the client does not limit
 */
record AnthropicWire(int maxTokens) implements Wire {
  private static final String VERSION = "2023-06-01";
  private static final Pattern DATA_URL =
      Pattern.compile("data:(?<type>[^;,]+);base64,(?<data>.*)", Pattern.DOTALL);

  @Override
  public String path(GenerateRequest request) {
    return "/messages";
  }

  @Override
  public void addHeaders(MultiMap headers, String key) {
    headers.set("anthropic-version", VERSION);
    if (!key.isEmpty()) {
      headers.set("x-api-key", key);
    }
  }

  @Override
  public JsonNode body(GenerateRequest request, String model) {
    refuse(request.demands().raw(), "prompt", request.model(), "go on with a prompt as it is");
    var body = Wires.JSON.createObjectNode();
    request.demands().binding().forEach((name, json) -> body.set(name, Wires.parse(json)));
    body.put("model", model);
    var system = Wires.JSON.createArrayNode();
    var messages = body.putArray("messages");
    for (var message : request.messages()) {
      if (message.role() == Role.SYSTEM) {
        text(message.content(), system);
      } else {
        add(message, messages);
      }
    }
    if (!system.isEmpty()) {
      body.set("system", system);
    }
    add(request.sampling(), request.model(), body);
    add(request.demands(), request.model(), body);
    body.put("stream", true);
    return body;
  }

  private static void add(ChatMessage message, ArrayNode messages) {
    var role = message.role() == Role.ASSISTANT ? "assistant" : "user";
    var blocks = blocks(role, messages);
    if (message.role() == Role.TOOL) {
      blocks
          .addObject()
          .put("type", "tool_result")
          .put("tool_use_id", message.answersCall().orElse(""))
          .put("content", message.content());
      return;
    }
    for (var part : message.parts()) {
      switch (part) {
        case Part.Text(String text) -> text(text, blocks);
        case Part.Image(String url, String detail) -> image(url, blocks);
      }
    }
    for (var call : message.calls()) {
      blocks
          .addObject()
          .put("type", "tool_use")
          .put("id", call.id())
          .put("name", call.name())
          .set("input", arguments(call));
    }
  }

  private static JsonNode arguments(ToolCall call) {
    var json = call.arguments().isBlank() ? "{}" : call.arguments();
    var arguments = Wires.lenient(json.getBytes(UTF_8));
    if (!arguments.isObject()) {
      throw new SpillwayException(
          new ErrorKind.InvalidValue(
              "messages", "the arguments of a tool call must be an object of JSON"));
    }
    return arguments;
  }

  /** Where the side that speaks goes on, or begins. */
  private static ArrayNode blocks(String role, ArrayNode messages) {
    @Nullable JsonNode last = messages.get(messages.size() - 1);
    return last instanceof ObjectNode before && before.path("role").asText().equals(role)
        ? before.withArray("content")
        : messages.addObject().put("role", role).putArray("content");
  }

  private static void text(String text, ArrayNode blocks) {
    blocks.addObject().put("type", "text").put("text", text);
  }

  private static void image(String url, ArrayNode blocks) {
    var source = blocks.addObject().put("type", "image").putObject("source");
    var data = DATA_URL.matcher(url);
    if (data.matches()) {
      source
          .put("type", "base64")
          .put("media_type", data.group("type"))
          .put("data", data.group("data"));
    } else {
      source.put("type", "url").put("url", url);
    }
  }

  private void add(Sampling sampling, String model, ObjectNode body) {
    refuse(sampling.frequencyPenalty() != 0f, "frequency_penalty", model, "penalise tokens");
    refuse(sampling.presencePenalty() != 0f, "presence_penalty", model, "penalise tokens");
    refuse(sampling.topLogprobs() > 0, "top_logprobs", model, "tell log-probabilities");
    body.put("max_tokens", sampling.maxTokens().orElse(maxTokens));
    // It ends at 1 there.
    Wires.addUnless(1f, "temperature", Math.min(1f, sampling.temperature()), body);
    Wires.addUnless(1f, "top_p", sampling.topP(), body);
    if (!sampling.stop().isEmpty()) {
      sampling.stop().forEach(body.putArray("stop_sequences")::add);
    }
  }

  private static void add(Demands demands, String model, ObjectNode body) {
    refuse(
        !(demands.format() instanceof ResponseFormat.Text),
        "response_format",
        model,
        "keep to a format");
    if (demands.tools().isEmpty()) {
      return;
    }
    var tools = body.putArray("tools");
    for (var tool : demands.tools()) {
      var wire = tools.addObject().put("name", tool.name());
      if (!tool.description().isEmpty()) {
        wire.put("description", tool.description());
      }
      wire.set(
          "input_schema",
          Wires.parse(tool.parameters().isEmpty() ? "{\"type\":\"object\"}" : tool.parameters()));
    }
    var choice = body.putObject("tool_choice");
    switch (demands.choice()) {
      case ToolChoice.Auto auto -> choice.put("type", "auto");
      case ToolChoice.None none -> choice.put("type", "none");
      case ToolChoice.Required required -> choice.put("type", "any");
      case ToolChoice.Named(String name) -> choice.put("type", "tool").put("name", name);
    }
    if (!demands.parallelCalls() && !(demands.choice() instanceof ToolChoice.None)) {
      choice.put("disable_parallel_tool_use", true);
    }
  }

  private static void refuse(boolean wanted, String field, String model, String what) {
    if (wanted) {
      throw new SpillwayException(ErrorKind.Unsupported.of(field, model, what));
    }
  }

  @Override
  public Decoder decoder(GenerateRequest request) {
    return new AnthropicDecoder(Wires.estimate(request.messages()));
  }
}
