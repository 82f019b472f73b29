package dev.spillway.gateway.openai;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Part;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.chat.Parts;
import dev.spillway.gateway.http.Field;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Reads {@code messages}. Parts that are text and follow one another are one text. */
final class DialogueReader {
  private DialogueReader() {}

  /**
   * @throws SpillwayException naming the first field that is wrong
   */
  static List<ChatMessage> read(Field field) {
    var messages = field.elements().stream().map(DialogueReader::message).toList();
    if (messages.isEmpty()) {
      throw field.wrong("must have at least one message");
    }
    return messages;
  }

  private static ChatMessage message(Field field) {
    var name = field.object().required("role");
    var role =
        Role.ofWireName(name.string())
            .orElseThrow(() -> name.wrong("must be system, developer, user, assistant or tool"));
    var calls =
        role == Role.ASSISTANT
            ? field
                .member("tool_calls")
                .map(all -> all.elements().stream().map(DialogueReader::call).toList())
                .orElse(List.of())
            : List.<ToolCall>of();
    var content =
        calls.isEmpty() ? Optional.of(field.required("content")) : field.member("content");
    return new ChatMessage(
        role,
        content
            .map(each -> content(each, (part, parts) -> add(part, role, parts)))
            .orElse(List.of()),
        calls,
        role == Role.TOOL
            ? Optional.of(field.required("tool_call_id").string())
            : Optional.empty());
  }

  private static ToolCall call(Field field) {
    var type = field.object().member("type");
    if (type.isPresent() && !type.get().string().equals("function")) {
      throw type.get().wrong("must be function");
    }
    var function = field.required("function").object();
    return new ToolCall(
        field.required("id").string(),
        function.required("name").string(),
        function.required("arguments").string());
  }

  /**
   * What a message says: a string, or parts.
   *
   * @param reader adds a part, which is an object
   */
  static List<Part> content(Field field, BiConsumer<Field, Parts> reader) {
    if (field.value().isTextual()) {
      return List.of(new Part.Text(field.string()));
    }
    if (!field.value().isArray()) {
      throw field.wrong("must be a string or an array of parts");
    }
    var parts = new Parts();
    field.elements().forEach(part -> reader.accept(part.object(), parts));
    return parts.all();
  }

  private static void add(Field part, Role role, Parts parts) {
    var type = part.required("type");
    switch (type.string()) {
      case "text" -> parts.text(part.required("text").string());
      case "refusal" -> parts.text(part.required("refusal").string());
      case "image_url" -> {
        var image = part.required("image_url").object();
        add(image, "url", role, type, parts);
      }
      default -> throw type.wrong("must be text or image_url");
    }
  }

  /**
   * A picture.
   *
   * @param image has its address under this name, and how closely it is looked at
   * @param type of the part
   */
  static void add(Field image, String address, Role role, Field type, Parts parts) {
    if (role != Role.USER) {
      throw type.wrong("must be text: only users have pictures");
    }
    parts.image(image.required(address), image.member("detail").map(Field::string).orElse(""));
  }
}
