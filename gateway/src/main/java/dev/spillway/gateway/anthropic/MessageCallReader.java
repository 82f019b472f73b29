package dev.spillway.gateway.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.http.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Reads the body of {@code POST /v1/messages}. As with OpenAI's format, what it does not know it
 * ignores, and what it knows and cannot do it refuses: an answer that silently lacks it would be
 * wrong.
 */
final class MessageCallReader {
  private static final int MAX_MODEL_NAME = 128;
  private static final List<String> REFUSED = List.of("tools", "mcp_servers", "container");

  private MessageCallReader() {}

  /**
   * @throws SpillwayException naming the first field that is wrong
   */
  static MessageCall read(JsonNode body) {
    if (!body.isObject()) {
      throw new SpillwayException(new ErrorKind.InvalidJson("the body must be a JSON object"));
    }
    var root = new Field("", body);
    var model = root.required("model").string(MAX_MODEL_NAME);
    var limit = (int) root.required("max_tokens").whole(1, Integer.MAX_VALUE);
    var messages = new ArrayList<ChatMessage>();
    root.member("system").map(MessageCallReader::text).ifPresent(text -> add(messages, text));
    messages.addAll(messages(root.required("messages")));
    refuse(root);
    var sampling =
        new Sampling(
            root.member("temperature").map(field -> (float) field.number(0, 1)).orElse(1f),
            root.member("top_p").map(MessageCallReader::topP).orElse(1f),
            OptionalLong.empty(),
            root.member("stop_sequences").map(MessageCallReader::stop).orElse(List.of()),
            OptionalInt.of(limit));
    return new MessageCall(
        new ChatRequest(model, messages, sampling),
        root.member("stream").map(Field::bool).orElse(false));
  }

  private static void add(List<ChatMessage> messages, String system) {
    if (!system.isEmpty()) {
      messages.add(new ChatMessage(Role.SYSTEM, system));
    }
  }

  private static List<ChatMessage> messages(Field field) {
    var elements = field.elements();
    if (elements.isEmpty()) {
      throw field.wrong("must have at least one message");
    }
    var messages = elements.stream().map(MessageCallReader::message).toList();
    if (messages.getLast().role() != Role.USER) {
      throw elements
          .getLast()
          .required("role")
          .wrong("must be user in the last message: answers that are begun are not supported");
    }
    return messages;
  }

  private static ChatMessage message(Field field) {
    var name = field.object().required("role");
    var role =
        switch (name.string()) {
          case "user" -> Role.USER;
          case "assistant" -> Role.ASSISTANT;
          default -> throw name.wrong("must be user or assistant");
        };
    return new ChatMessage(role, text(field.required("content")));
  }

  /** A string, or blocks of text, which are one text. */
  private static String text(Field field) {
    if (field.value().isTextual()) {
      return field.string();
    }
    if (!field.value().isArray()) {
      throw field.wrong("must be a string or an array of text blocks");
    }
    var text = new StringBuilder();
    for (var block : field.elements()) {
      var type = block.object().required("type");
      if (!type.string().equals("text")) {
        throw type.wrong("must be text: the models here read nothing else");
      }
      text.append(block.required("text").string());
    }
    return text.toString();
  }

  private static void refuse(Field root) {
    for (var name : REFUSED) {
      root.member(name)
          .filter(field -> !field.value().isEmpty() || field.value().isValueNode())
          .ifPresent(
              field -> {
                throw field.wrong("is not supported");
              });
    }
    root.member("output_config")
        .flatMap(config -> config.object().member("format"))
        .ifPresent(
            format -> {
              throw format.wrong("is not supported: the models here write text as they like");
            });
    root.member("top_k")
        .ifPresent(
            field -> {
              throw field.wrong("is not supported; top_p is");
            });
    root.member("thinking")
        .map(thinking -> thinking.object().required("type"))
        .filter(type -> !type.string().equals("disabled"))
        .ifPresent(
            type -> {
              throw type.wrong("must be disabled: the models here do not think aloud");
            });
  }

  private static float topP(Field field) {
    return Math.max((float) field.number(0, 1), Float.MIN_NORMAL);
  }

  private static List<String> stop(Field field) {
    var strings = field.elements().stream().map(Field::string).toList();
    if (strings.size() > Sampling.MAX_STOP) {
      throw field.wrong("must have at most %d strings".formatted(Sampling.MAX_STOP));
    }
    if (strings.stream().anyMatch(String::isBlank)) {
      throw field.wrong("must not have a string of nothing but white space");
    }
    return strings;
  }
}
