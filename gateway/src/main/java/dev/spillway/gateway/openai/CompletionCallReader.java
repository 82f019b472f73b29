package dev.spillway.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.http.Field;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Reads the body of {@code POST /v1/chat/completions}. What it does not know it ignores, as
 * OpenAI's clients expect of a server; what it knows and cannot do it refuses, because an answer
 * that silently lacks it would be wrong ({@link Unsupported}).
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
    var messages = messages(root.required("messages"));
    Unsupported.refuse(root);
    var stream = root.member("stream").map(Field::bool).orElse(false);
    return new CompletionCall(
        new ChatRequest(model, messages, sampling(root)),
        stream,
        includeUsage(root, stream),
        root.member("logprobs").map(Field::bool).orElse(false));
  }

  private static List<ChatMessage> messages(Field field) {
    var messages = field.elements().stream().map(CompletionCallReader::message).toList();
    if (messages.isEmpty()) {
      throw field.wrong("must have at least one message");
    }
    return messages;
  }

  private static ChatMessage message(Field field) {
    var name = field.object().required("role");
    var role =
        Role.ofWireName(name.string())
            .orElseThrow(() -> name.wrong("must be system, developer, user or assistant"));
    return new ChatMessage(role, content(field.required("content")));
  }

  /** A string, or text parts, which are one text. */
  private static String content(Field field) {
    if (field.value().isTextual()) {
      return field.string();
    }
    if (!field.value().isArray()) {
      throw field.wrong("must be a string or an array of text parts");
    }
    var text = new StringBuilder();
    for (var part : field.elements()) {
      var type = part.object().required("type");
      if (!type.string().equals("text")) {
        throw type.wrong("must be text: the models here read nothing else");
      }
      text.append(part.required("text").string());
    }
    return text.toString();
  }

  private static Sampling sampling(Field root) {
    return new Sampling(
        root.member("temperature")
            .map(field -> (float) field.number(0, Sampling.MAX_TEMPERATURE))
            .orElse(1f),
        root.member("top_p").map(CompletionCallReader::topP).orElse(1f),
        root.member("seed")
            .map(field -> OptionalLong.of(field.whole(Long.MIN_VALUE, Long.MAX_VALUE)))
            .orElse(OptionalLong.empty()),
        root.member("stop").map(CompletionCallReader::stop).orElse(List.of()),
        maxTokens(root));
  }

  private static float topP(Field field) {
    var topP = (float) field.number(0, 1);
    // Nothing is left of the distribution at 0; OpenAI takes it for the smallest set there is.
    return Math.max(topP, Float.MIN_NORMAL);
  }

  private static List<String> stop(Field field) {
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

  private static int limit(Field field) {
    return (int) field.whole(1, Integer.MAX_VALUE);
  }

  private static boolean includeUsage(Field root, boolean stream) {
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
