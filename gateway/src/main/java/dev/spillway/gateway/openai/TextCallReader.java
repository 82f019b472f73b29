package dev.spillway.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.chat.Demands;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.ToolChoice;
import dev.spillway.contracts.chat.Wishes;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.http.Field;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads the body of {@code POST /v1/completions}. A field that this gateway does not know goes to
 * whoever answers, as with {@link CompletionCallReader}. What chats call otherwise is refused: some
 * engines would take it for nothing.
 */
final class TextCallReader {
  /** Of an answer, where the client does not say; OpenAI's own. */
  private static final int MAX_TOKENS = 16;

  /** Alternatives to a token; OpenAI's own limit. */
  private static final int MOST_LOGPROBS = 5;

  private static final Set<String> KNOWN =
      Set.of(
          "best_of",
          "echo",
          "frequency_penalty",
          "logprobs",
          "max_tokens",
          "model",
          "n",
          "presence_penalty",
          "prompt",
          "seed",
          "stop",
          "stream",
          "stream_options",
          "suffix",
          "temperature",
          "top_p");

  /** What to say instead. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "max_completion_tokens", "say max_tokens",
          "messages", "say prompt, or ask for a chat completion",
          "parallel_tool_calls", "tools are for chat completions",
          "tool_choice", "tools are for chat completions",
          "tools", "tools are for chat completions",
          "top_logprobs", "say how many with logprobs");

  private TextCallReader() {}

  /**
   * @throws SpillwayException naming the first field that is wrong
   */
  static TextCall read(JsonNode json) {
    var body = RequestBody.of(json);
    var root = body.root();
    var model = body.model();
    var prompts = prompts(root.required("prompt"));
    var each = body.choices();
    if (prompts.size() * each > CompletionCall.MOST_CHOICES) {
      throw new SpillwayException(
          new ErrorKind.InvalidValue(
              "prompt",
              "prompt may have so many strings that all have at most %d answers"
                  .formatted(CompletionCall.MOST_CHOICES)));
    }
    refuse(root, model, each);
    var passed = root.unknown(KNOWN);
    for (var name : passed.keySet()) {
      var instead = REFUSED.get(name);
      if (instead != null) {
        throw new SpillwayException(
            new ErrorKind.Unsupported(
                name, model, "%s is not supported: %s".formatted(name, instead)));
      }
    }
    var demands =
        new Demands(
            List.of(), ToolChoice.AUTO, true, ResponseFormat.TEXT, passed, true, Wishes.NONE);
    var logprobs = root.member("logprobs").map(field -> (int) field.whole(0, MOST_LOGPROBS));
    var longest = OptionalInt.of(body.longest("max_tokens").orElse(MAX_TOKENS));
    var sampling = body.sampling(longest, logprobs.orElse(0));
    return new TextCall(
        prompts.stream()
            .map(
                prompt ->
                    new ChatRequest(
                        model, List.of(new ChatMessage(Role.USER, prompt)), sampling, demands))
            .toList(),
        each,
        body.stream(),
        body.includeUsage(),
        logprobs.isPresent());
  }

  private static List<String> prompts(Field field) {
    if (field.value().isTextual()) {
      return List.of(prompt(field));
    }
    if (!field.value().isArray() || field.value().isEmpty()) {
      throw field.wrong("must be a string or an array of strings");
    }
    return field.elements().stream().map(TextCallReader::prompt).toList();
  }

  private static String prompt(Field field) {
    if (!field.value().isTextual()) {
      throw field.wrong("must be a string; tokens are not taken");
    }
    if (field.string().isEmpty()) {
      throw field.wrong("must not be empty");
    }
    return field.string();
  }

  /** What nobody here does. */
  private static void refuse(Field root, String model, int each) {
    root.member("suffix")
        .filter(field -> !field.string().isEmpty())
        .ifPresent(field -> unsupported("suffix", model, "write what stands before a suffix"));
    root.member("echo")
        .filter(Field::bool)
        .ifPresent(field -> unsupported("echo", model, "repeat the prompt"));
    root.member("best_of")
        .filter(field -> field.whole(1, CompletionCall.MOST_CHOICES) != each)
        .ifPresent(field -> unsupported("best_of", model, "choose the best of other than n"));
  }

  private static void unsupported(String field, String model, String what) {
    throw new SpillwayException(ErrorKind.Unsupported.of(field, model, what));
  }
}
