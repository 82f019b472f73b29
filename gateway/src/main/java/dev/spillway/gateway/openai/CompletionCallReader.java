package dev.spillway.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.http.Field;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Reads the body of {@code POST /v1/chat/completions}. A field that this gateway does not know goes
 * to whoever answers, who may know it ({@link DemandsReader}); nobody ignores it unless it is known
 * to change no answer.
 */
final class CompletionCallReader {
  private static final int MAX_MODEL_NAME = 128;

  private CompletionCallReader() {}

  /**
   * @throws SpillwayException naming the first field that is wrong
   */
  static CompletionCall read(JsonNode body) {
    if (!body.isObject()) {
      throw new SpillwayException(new ErrorKind.InvalidJson("the body must be a JSON object"));
    }
    var root = new Field("", body);
    var model = root.required("model").string(MAX_MODEL_NAME);
    var messages = DialogueReader.read(root.required("messages"));
    var demands = DemandsReader.read(root);
    var choices =
        root.member("n").map(field -> (int) field.whole(1, CompletionCall.MOST_CHOICES)).orElse(1);
    var stream = root.member("stream").map(Field::bool).orElse(false);
    var logprobs = root.member("logprobs").map(Field::bool).orElse(false);
    return new CompletionCall(
        new ChatRequest(model, messages, sampling(root, logprobs), demands),
        choices,
        stream,
        includeUsage(root, stream),
        logprobs);
  }

  private static Sampling sampling(Field root, boolean logprobs) {
    return new Sampling(
        root.member("temperature")
            .map(field -> (float) field.number(0, Sampling.MAX_TEMPERATURE))
            .orElse(1f),
        root.member("top_p").map(CompletionCallReader::topP).orElse(1f),
        root.member("seed")
            .map(field -> OptionalLong.of(field.whole(Long.MIN_VALUE, Long.MAX_VALUE)))
            .orElse(OptionalLong.empty()),
        root.member("stop").map(CompletionCallReader::stop).orElse(List.of()),
        maxTokens(root),
        root.member("frequency_penalty").map(CompletionCallReader::penalty).orElse(0f),
        root.member("presence_penalty").map(CompletionCallReader::penalty).orElse(0f),
        root.member("top_logprobs").map(field -> top(field, logprobs)).orElse(0));
  }

  static float penalty(Field field) {
    return (float) field.number(-Sampling.MAX_PENALTY, Sampling.MAX_PENALTY);
  }

  private static int top(Field field, boolean logprobs) {
    var top = (int) field.whole(0, Sampling.MAX_TOP_LOGPROBS);
    if (top > 0 && !logprobs) {
      throw field.wrong("is only allowed where logprobs is true");
    }
    return top;
  }

  static float topP(Field field) {
    var topP = (float) field.number(0, 1);
    // Nothing is left of the distribution at 0; OpenAI takes it for the smallest set there is.
    return Math.max(topP, Float.MIN_NORMAL);
  }

  static List<String> stop(Field field) {
    var strings =
        field.value().isTextual()
            ? List.of(field.string())
            : field.elements().stream().map(Field::string).toList();
    if (strings.size() > Sampling.MAX_STOP) {
      throw field.wrong("must have at most %d strings".formatted(Sampling.MAX_STOP));
    }
    if (strings.contains("")) {
      throw field.wrong("must not have an empty string");
    }
    return strings;
  }

  /** Both names of the limit are read; the newer one counts. */
  private static OptionalInt maxTokens(Field root) {
    var old = root.member("max_tokens").map(CompletionCallReader::limit);
    var limit = root.member("max_completion_tokens").map(CompletionCallReader::limit).or(() -> old);
    return limit.map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  static int limit(Field field) {
    return (int) field.whole(1, Integer.MAX_VALUE);
  }

  static boolean includeUsage(Field root, boolean stream) {
    var options = root.member("stream_options");
    if (options.isPresent() && !stream) {
      throw options.get().wrong("is only allowed where stream is true");
    }
    return options
        .flatMap(field -> field.object().member("include_usage"))
        .map(Field::bool)
        .orElse(false);
  }
}
