package dev.spillway.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.chat.Demands;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.chat.ToolChoice;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.http.Field;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads the body of {@code POST /v1/completions}. A field that this gateway does not know goes to
 * whoever answers, as with {@link CompletionCallReader}.
 */
final class TextCallReader {
  private static final int MAX_MODEL_NAME = 128;

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

  private TextCallReader() {}

  /**
   * @throws SpillwayException naming the first field that is wrong
   */
  static TextCall read(JsonNode body) {
    if (!body.isObject()) {
      throw new SpillwayException(new ErrorKind.InvalidJson("the body must be a JSON object"));
    }
    var root = new Field("", body);
    var model = root.required("model").string(MAX_MODEL_NAME);
    var prompts = prompts(root.required("prompt"));
    var each =
        root.member("n").map(field -> (int) field.whole(1, CompletionCall.MOST_CHOICES)).orElse(1);
    if (prompts.size() * each > CompletionCall.MOST_CHOICES) {
      throw new SpillwayException(
          new ErrorKind.InvalidValue(
              "prompt",
              "prompt may have so many strings that all have at most %d answers"
                  .formatted(CompletionCall.MOST_CHOICES)));
    }
    refuse(root, model, each);
    var demands =
        new Demands(
            List.of(), ToolChoice.AUTO, true, ResponseFormat.TEXT, root.unknown(KNOWN), true);
    var stream = root.member("stream").map(Field::bool).orElse(false);
    var logprobs = root.member("logprobs").map(field -> (int) field.whole(0, MOST_LOGPROBS));
    var sampling = sampling(root, logprobs.orElse(0));
    return new TextCall(
        prompts.stream()
            .map(
                prompt ->
                    new ChatRequest(
                        model, List.of(new ChatMessage(Role.USER, prompt)), sampling, demands))
            .toList(),
        each,
        stream,
        CompletionCallReader.includeUsage(root, stream),
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

  private static Sampling sampling(Field root, int logprobs) {
    return new Sampling(
        root.member("temperature")
            .map(field -> (float) field.number(0, Sampling.MAX_TEMPERATURE))
            .orElse(1f),
        root.member("top_p").map(CompletionCallReader::topP).orElse(1f),
        root.member("seed")
            .map(field -> OptionalLong.of(field.whole(Long.MIN_VALUE, Long.MAX_VALUE)))
            .orElse(OptionalLong.empty()),
        root.member("stop").map(CompletionCallReader::stop).orElse(List.of()),
        OptionalInt.of(
            root.member("max_tokens").map(CompletionCallReader::limit).orElse(MAX_TOKENS)),
        root.member("frequency_penalty").map(CompletionCallReader::penalty).orElse(0f),
        root.member("presence_penalty").map(CompletionCallReader::penalty).orElse(0f),
        logprobs);
  }
}
