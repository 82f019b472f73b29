package dev.spillway.gateway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spillway.contracts.chat.Demands;
import dev.spillway.contracts.chat.Part;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.chat.ToolChoice;
import dev.spillway.contracts.worker.GenerateRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/**
 * The chat completions of OpenAI, and its completions of a raw prompt, as vLLM, SGLang, llama.cpp,
 * Ollama and most hosted engines offer them too. What has the format's default value is not sent:
 * there are models that refuse it.
 *
 * @param logprobs whether the engine can tell the log-probabilities of tokens, by which a cascade
 *     may judge answers
 * @param limit the name of the field that limits the answer's tokens
 */
record OpenAiWire(boolean logprobs, String limit) implements Wire {
  /** Of Anthropic's alone. */
  private static final String CACHING = "cache_control";

  @Override
  public String path(GenerateRequest request) {
    return request.demands().raw() ? "/completions" : "/chat/completions";
  }

  @Override
  public void addHeaders(MultiMap headers, String key) {
    if (!key.isEmpty()) {
      headers.set(HttpHeaders.AUTHORIZATION, "Bearer " + key);
    }
  }

  @Override
  public JsonNode body(GenerateRequest request, String model) {
    var body = Wires.JSON.createObjectNode();
    request.demands().passed().entrySet().stream()
        .filter(field -> !Wires.isOfMessage(field.getKey()) && !field.getKey().equals(CACHING))
        .forEach(field -> body.set(field.getKey(), Wires.parse(field.getValue())));
    body.put("model", model);
    if (request.demands().raw()) {
      body.put("prompt", request.messages().getFirst().content());
      add(request.sampling(), "max_tokens", body);
      if (logprobs || request.sampling().topLogprobs() > 0) {
        body.put("logprobs", request.sampling().topLogprobs());
      }
    } else {
      Wires.refuse(
          request.messages().stream()
              .flatMap(message -> message.parts().stream())
              .anyMatch(part -> part instanceof Part.Document known && !Wires.isData(known.url())),
          "messages",
          request.model(),
          "fetch documents");
      new OpenAiMessages(body.putArray("messages"))
          .write(request.messages(), request.demands().passed());
      add(request.sampling(), limit, body);
      addLogprobs(request.sampling(), body);
      add(request.demands(), body);
    }
    body.put("stream", true);
    body.putObject("stream_options").put("include_usage", true);
    return body;
  }

  private static void add(Sampling sampling, String limit, ObjectNode body) {
    Wires.addUnless(1f, "temperature", sampling.temperature(), body);
    Wires.addUnless(1f, "top_p", sampling.topP(), body);
    Wires.addUnless(0f, "frequency_penalty", sampling.frequencyPenalty(), body);
    Wires.addUnless(0f, "presence_penalty", sampling.presencePenalty(), body);
    sampling.seed().ifPresent(seed -> body.put("seed", seed));
    sampling.maxTokens().ifPresent(most -> body.put(limit, most));
    if (!sampling.stop().isEmpty()) {
      sampling.stop().forEach(body.putArray("stop")::add);
    }
  }

  private void addLogprobs(Sampling sampling, ObjectNode body) {
    if (logprobs || sampling.topLogprobs() > 0) {
      body.put("logprobs", true);
    }
    if (sampling.topLogprobs() > 0) {
      body.put("top_logprobs", sampling.topLogprobs());
    }
  }

  private static void add(Demands demands, ObjectNode body) {
    if (!demands.tools().isEmpty()) {
      var tools = body.putArray("tools");
      for (var tool : demands.tools()) {
        var function = tools.addObject().put("type", "function").putObject("function");
        function.put("name", tool.name());
        if (!tool.description().isEmpty()) {
          function.put("description", tool.description());
        }
        if (!tool.parameters().isEmpty()) {
          function.set("parameters", Wires.parse(tool.parameters()));
        }
        if (tool.strict()) {
          function.put("strict", true);
        }
      }
      add(demands.choice(), body);
      if (!demands.parallelCalls()) {
        body.put("parallel_tool_calls", false);
      }
    }
    switch (demands.format()) {
      case ResponseFormat.Text text -> {}
      case ResponseFormat.JsonObject object ->
          body.putObject("response_format").put("type", "json_object");
      case ResponseFormat.JsonSchema schema -> {
        var wire = body.putObject("response_format").put("type", "json_schema");
        var inner = wire.putObject("json_schema").put("name", schema.name());
        if (!schema.description().isEmpty()) {
          inner.put("description", schema.description());
        }
        inner.set("schema", Wires.parse(schema.schema()));
        inner.put("strict", schema.strict());
      }
    }
  }

  private static void add(ToolChoice choice, ObjectNode body) {
    switch (choice) {
      case ToolChoice.Auto auto -> {}
      case ToolChoice.None none -> body.put("tool_choice", "none");
      case ToolChoice.Required required -> body.put("tool_choice", "required");
      case ToolChoice.Named(String name) ->
          body.putObject("tool_choice")
              .put("type", "function")
              .putObject("function")
              .put("name", name);
    }
  }

  @Override
  public Decoder decoder(GenerateRequest request) {
    return new OpenAiDecoder(Wires.estimate(request.messages()));
  }
}
