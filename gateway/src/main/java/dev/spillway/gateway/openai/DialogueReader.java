package dev.spillway.gateway.openai;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Part;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.chat.Parts;
import dev.spillway.gateway.http.Field;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Reads {@code messages}. Parts that are text and follow one another are one text. Who refused said
 * so in words.
 *
 * <p>What a message has beside what is read here is passed on as the request's other unknown fields
 * are; what a part or a call has is refused. Not read are {@code cache_control} of a part, on which
 * no answer depends, and the {@code name} of a tool, which its call has.
 */
final class DialogueReader {
  private static final Set<String> ANY = Set.of("content", "role");
  private static final Set<String> ASSISTANT = Set.of("content", "refusal", "role", "tool_calls");
  private static final Set<String> TOOL = Set.of("content", "name", "role", "tool_call_id");

  /** Of a sound. */
  private static final int LONGEST_FORMAT = 32;

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

  /** What is not read of messages that {@link #read} can read, by path. */
  static Map<String, String> passed(Field field) {
    var passed = new TreeMap<String, String>();
    for (var message : field.elements()) {
      var known =
          switch (message.required("role").string()) {
            case "assistant" -> ASSISTANT;
            case "tool" -> TOOL;
            default -> ANY;
          };
      message.unknown(known).forEach((name, json) -> passed.put(message.path() + "." + name, json));
    }
    return passed;
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
    var refusal = role == Role.ASSISTANT ? field.member("refusal") : Optional.<Field>empty();
    var content =
        calls.isEmpty() && refusal.isEmpty()
            ? Optional.of(field.required("content"))
            : field.member("content");
    var said = new Parts();
    content.ifPresent(each -> content(each, (part, parts) -> add(part, role, parts), said));
    refusal.ifPresent(each -> said.text(each.string()));
    return new ChatMessage(
        role,
        said.all(),
        calls,
        role == Role.TOOL
            ? Optional.of(field.required("tool_call_id").string())
            : Optional.empty());
  }

  private static ToolCall call(Field field) {
    // The index is that of the streamed call.
    var type = field.object().nothingBut("id", "type", "function", "index").member("type");
    if (type.isPresent() && !type.get().string().equals("function")) {
      throw type.get().wrong("must be function");
    }
    var function = field.required("function").object().nothingBut("name", "arguments");
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
    var said = new Parts();
    content(field, reader, said);
    return said.all();
  }

  private static void content(Field field, BiConsumer<Field, Parts> reader, Parts said) {
    if (field.value().isTextual()) {
      said.text(field.string());
    } else if (field.value().isArray()) {
      field.elements().forEach(part -> reader.accept(part.object(), said));
    } else {
      throw field.wrong("must be a string or an array of parts");
    }
  }

  private static void add(Field part, Role role, Parts parts) {
    var type = part.required("type");
    switch (type.string()) {
      case "text" ->
          parts.text(part.nothingBut("type", "text", "cache_control").required("text").string());
      case "refusal" -> parts.text(part.nothingBut("type", "refusal").required("refusal").string());
      case "image_url" -> {
        part.nothingBut("type", "image_url", "cache_control");
        var image = part.required("image_url").object().nothingBut("url", "detail");
        add(image, "url", role, type, parts);
      }
      case "file" -> {
        part.nothingBut("type", "file", "cache_control");
        var file = part.required("file").object().nothingBut("file_data", "filename");
        document(file, file.required("file_data"), role, type, parts);
      }
      case "input_audio" -> sound(part, role, type, parts);
      default -> throw type.wrong("must be text, image_url, file or input_audio");
    }
  }

  /**
   * A document.
   *
   * @param file has its name
   * @param type of the part
   */
  static void document(Field file, Field url, Role role, Field type, Parts parts) {
    if (role != Role.USER && role != Role.TOOL) {
      throw type.wrong("must be text: only users and tools have documents");
    }
    parts.document(url, file.member("filename").map(Field::string).orElse(""), "");
  }

  /**
   * @param type of the part
   */
  static void sound(Field part, Role role, Field type, Parts parts) {
    if (role != Role.USER) {
      throw type.wrong("must be text: only users are listened to");
    }
    part.nothingBut("type", "input_audio", "cache_control");
    var sound = part.required("input_audio").object().nothingBut("data", "format");
    parts.sound(sound.required("data").string(), sound.required("format").string(LONGEST_FORMAT));
  }

  /**
   * A picture.
   *
   * @param image has its address under this name, and how closely it is looked at
   * @param type of the part
   */
  static void add(Field image, String address, Role role, Field type, Parts parts) {
    if (role != Role.USER && role != Role.TOOL) {
      throw type.wrong("must be text: only users and tools have pictures");
    }
    parts.image(image.required(address), image.member("detail").map(Field::string).orElse(""));
  }
}
