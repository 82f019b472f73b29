package dev.spillway.gateway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spillway.contracts.chat.CachePoint;
import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Demands;
import dev.spillway.contracts.chat.Part;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.chat.ToolChoice;
import dev.spillway.contracts.worker.GenerateRequest;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Anthropic's messages; the dialogue is that of {@link AnthropicMessages}. The length of an answer
 * must be limited. Who asks ({@code user}) is {@code metadata.user_id} there. A seed is not known,
 * and is a wish; what else is not known is refused.
 *
 * @param maxTokens of an answer whose length the client does not limit
 * @param betas whether the engine is told which of them the client knows, and what belongs to them
 */
record AnthropicWire(int maxTokens, boolean betas) implements Wire {
  private static final String VERSION = "2023-06-01";
  private static final String PDF = "data:application/pdf;";
  private static final String THINKING = "thinking";

  /** The beta of system messages in between; moved to the beginning they spoil what was kept. */
  private static final String SYSTEM_BETWEEN = "mid-conversation-system";

  /** Characters; a longer name of a user would be refused. */
  private static final int LONGEST_USER = 256;

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
  public void addHeaders(MultiMap headers, GenerateRequest request) {
    var known = known(request);
    if (!known.isEmpty()) {
      headers.set("anthropic-beta", String.join(",", known));
    }
  }

  /** The betas that the engine and the client know. */
  private List<String> known(GenerateRequest request) {
    return betas ? request.demands().wishes().betas() : List.of();
  }

  @Override
  public JsonNode body(GenerateRequest request, String model) {
    Wires.refuse(
        request.demands().raw(), "prompt", request.model(), "go on with a prompt as it is");
    var body = Wires.JSON.createObjectNode();
    // In order, so that of several that are refused the same is named each time.
    new TreeMap<>(request.demands().needed())
        .forEach(
            (name, json) -> {
              Wires.refuse(Wires.isOfMessage(name), name, request.model(), "heed " + name);
              body.set(name, Wires.parse(json));
            });
    user(request.demands(), body);
    var kept = request.demands().passed().get("cache_control");
    if (kept != null) {
      body.set("cache_control", Wires.parse(kept));
    }
    body.put("model", model);
    var system = Wires.JSON.createArrayNode();
    request.messages().stream()
        .flatMap(message -> message.parts().stream())
        .forEach(part -> refuse(part, request.model()));
    var between = known(request).stream().anyMatch(beta -> beta.startsWith(SYSTEM_BETWEEN));
    var points = request.demands().wishes().cachePoints();
    new AnthropicMessages(system, body.putArray("messages"), between, points)
        .write(request.messages());
    if (!system.isEmpty()) {
      body.set("system", system);
    }
    add(request.sampling(), request.model(), body);
    wish(request, body);
    add(request.demands(), request.model(), body);
    body.put("stream", true);
    return body;
  }

  /** Who asks, as far as Anthropic takes it. */
  private static void user(Demands demands, ObjectNode body) {
    Stream.of(said("metadata", demands).path("user_id"), said("user", demands))
        .filter(id -> id.isTextual() && id.textValue().length() <= LONGEST_USER)
        .findFirst()
        .ifPresent(id -> body.putObject("metadata").set("user_id", id));
  }

  private static JsonNode said(String field, Demands demands) {
    return Wires.parse(demands.passed().getOrDefault(field, "null"));
  }

  private void wish(GenerateRequest request, ObjectNode body) {
    request
        .demands()
        .wishes()
        .fields()
        .forEach(
            (name, json) -> {
              var wish = Wires.parse(json);
              if (name.equals(THINKING) ? mayThink(wish, request.messages()) : betas) {
                body.set(name, wish);
              }
            });
  }

  /**
   * Anthropic refuses to think with a budget where the tools that it is to go on after were wanted
   * without a thought, or with another engine's. Whoever wanted them did not think, and their
   * answer is worth more than a refusal.
   */
  private static boolean mayThink(JsonNode thinking, List<ChatMessage> messages) {
    return !thinking.path("type").asText().equals("enabled") || !isThoughtlessTurn(messages);
  }

  private static boolean isThoughtlessTurn(List<ChatMessage> messages) {
    int turn = messages.size() - 1;
    while (turn >= 0 && messages.get(turn).role() != Role.ASSISTANT) {
      turn--;
    }
    if (turn < 0 || messages.get(turn).calls().isEmpty()) {
      return false;
    }
    var parts = messages.get(turn).parts();
    return parts.isEmpty() || !(parts.getFirst() instanceof Part.Thought);
  }

  private void add(Sampling sampling, String model, ObjectNode body) {
    Wires.refuse(sampling.frequencyPenalty() != 0f, "frequency_penalty", model, "penalise tokens");
    Wires.refuse(sampling.presencePenalty() != 0f, "presence_penalty", model, "penalise tokens");
    Wires.refuse(sampling.topLogprobs() > 0, "top_logprobs", model, "tell log-probabilities");
    body.put("max_tokens", sampling.maxTokens().orElse(maxTokens));
    // It ends at 1 there.
    Wires.addUnless(1f, "temperature", Math.min(1f, sampling.temperature()), body);
    Wires.addUnless(1f, "top_p", sampling.topP(), body);
    if (!sampling.stop().isEmpty()) {
      sampling.stop().forEach(body.putArray("stop_sequences")::add);
    }
  }

  private static void add(Demands demands, String model, ObjectNode body) {
    switch (demands.format()) {
      case ResponseFormat.Text text -> {}
      case ResponseFormat.JsonObject object ->
          Wires.refuse(true, "response_format", model, "keep to JSON without a schema");
      case ResponseFormat.JsonSchema schema ->
          body.withObjectProperty("output_config")
              .putObject("format")
              .put("type", "json_schema")
              .set("schema", Wires.parse(schema.schema()));
    }
    if (demands.tools().isEmpty()) {
      return;
    }
    var tools = body.putArray("tools");
    for (var tool : demands.tools()) {
      var wire = tools.addObject().put("name", tool.name());
      if (!tool.description().isEmpty()) {
        wire.put("description", tool.description());
      }
      if (tool.strict()) {
        wire.put("strict", true);
      }
      wire.set(
          "input_schema",
          Wires.parse(tool.parameters().isEmpty() ? "{\"type\":\"object\"}" : tool.parameters()));
    }
    for (var point : demands.wishes().cachePoints()) {
      if (point.message() == CachePoint.TOOLS
          && tools.get(point.part()) instanceof ObjectNode tool) {
        tool.set("cache_control", Wires.parse(point.control()));
      }
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

  /** Refuses what is neither words, a picture, a PDF nor a thought. */
  private static void refuse(Part part, String model) {
    switch (part) {
      case Part.Sound sound -> Wires.refuse(true, "messages", model, "listen");
      case Part.Document document ->
          Wires.refuse(
              Wires.isData(document.url()) && !document.url().startsWith(PDF),
              "messages",
              model,
              "read documents that are neither PDF nor text");
      case Part.Text text -> {}
      case Part.Image image -> {}
      case Part.Thought thought -> {}
    }
  }

  @Override
  public Decoder decoder(GenerateRequest request) {
    return new AnthropicDecoder(Wires.estimate(request.messages()));
  }
}
