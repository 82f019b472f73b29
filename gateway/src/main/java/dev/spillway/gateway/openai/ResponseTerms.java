package dev.spillway.gateway.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.spillway.gateway.http.Field;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a response repeats of its request, as it was written there or as it counts where it was not.
 *
 * @param background never
 * @param previousResponseId none
 * @param store never
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
record ResponseTerms(
    boolean background,
    JsonNode instructions,
    @JsonProperty("max_output_tokens") JsonNode maxOutputTokens,
    @JsonProperty("max_tool_calls") JsonNode maxToolCalls,
    JsonNode metadata,
    @JsonProperty("parallel_tool_calls") JsonNode parallelToolCalls,
    @JsonProperty("previous_response_id") @Nullable String previousResponseId,
    @JsonProperty("prompt_cache_key") JsonNode promptCacheKey,
    JsonNode reasoning,
    @JsonProperty("safety_identifier") JsonNode safetyIdentifier,
    boolean store,
    JsonNode temperature,
    JsonNode text,
    @JsonProperty("tool_choice") JsonNode toolChoice,
    JsonNode tools,
    @JsonProperty("top_logprobs") JsonNode topLogprobs,
    @JsonProperty("top_p") JsonNode topP,
    String truncation,
    JsonNode user) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  static ResponseTerms of(Field root) {
    return new ResponseTerms(
        false,
        said(root, "instructions", JSON.nullNode()),
        said(root, "max_output_tokens", JSON.nullNode()),
        said(root, "max_tool_calls", JSON.nullNode()),
        said(root, "metadata", JSON.objectNode()),
        said(root, "parallel_tool_calls", JSON.booleanNode(true)),
        null,
        said(root, "prompt_cache_key", JSON.nullNode()),
        said(root, "reasoning", JSON.objectNode().putNull("effort").putNull("summary")),
        said(root, "safety_identifier", JSON.nullNode()),
        false,
        said(root, "temperature", JSON.numberNode(1.0)),
        said(root, "text", JSON.objectNode().set("format", JSON.objectNode().put("type", "text"))),
        said(root, "tool_choice", JSON.textNode("auto")),
        JSON.arrayNode().addAll(tools(root)),
        said(root, "top_logprobs", JSON.numberNode(0)),
        said(root, "top_p", JSON.numberNode(1.0)),
        "disabled",
        said(root, "user", JSON.nullNode()));
  }

  /** Those that models are told of. */
  private static List<JsonNode> tools(Field root) {
    return root.member("tools").map(DemandsReader::functions).orElse(List.of()).stream()
        .map(Field::value)
        .toList();
  }

  private static JsonNode said(Field root, String name, JsonNode otherwise) {
    return root.member(name).map(Field::value).orElse(otherwise);
  }
}
