package dev.spillway.gateway.openai;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Part;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.chat.Parts;
import dev.spillway.gateway.http.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code input}. What an item has beside what is read here is refused, but for what only
 * tells where it came from: its id and status, and the annotations and log-probabilities of what
 * was said. What a model thought is read by nobody, and left out.
 *
 * <p>A call of a tool is an item of its own here, and belongs to what the assistant said everywhere
 * else: calls that follow one another, and what the assistant said right before them, are one
 * message.
 */
final class InputReader {
  private final List<ChatMessage> messages = new ArrayList<>();

  /** The latest items, as far as they are calls. */
  private final List<ToolCall> calls = new ArrayList<>();

  private InputReader() {}

  /**
   * @throws SpillwayException naming the first field that is wrong
   */
  static List<ChatMessage> read(Field input) {
    if (input.value().isTextual()) {
      return List.of(new ChatMessage(Role.USER, input.string()));
    }
    if (!input.value().isArray() || input.value().isEmpty()) {
      throw input.wrong("must be a string or an array of at least one item");
    }
    var reader = new InputReader();
    input.elements().forEach(item -> reader.add(item.object()));
    reader.endCalls();
    if (reader.messages.isEmpty()) {
      throw input.wrong("must have at least one item that is not reasoning");
    }
    return reader.messages;
  }

  private void add(Field item) {
    var type = item.member("type");
    switch (type.map(Field::string).orElse("message")) {
      case "message" -> add(message(item));
      case "function_call" -> {
        item.nothingBut("type", "id", "status", "call_id", "name", "arguments");
        calls.add(
            new ToolCall(
                item.required("call_id").string(),
                item.required("name").string(),
                item.required("arguments").string()));
      }
      case "function_call_output" -> {
        item.nothingBut("type", "id", "status", "call_id", "output");
        add(
            new ChatMessage(
                Role.TOOL,
                parts(item.required("output"), Role.TOOL),
                List.of(),
                Optional.of(item.required("call_id").string())));
      }
      case "reasoning" ->
          item.nothingBut("type", "id", "status", "summary", "content", "encrypted_content");
      default ->
          throw type.orElse(item)
              .wrong("must be message, function_call, function_call_output or reasoning");
    }
  }

  private void add(ChatMessage message) {
    endCalls();
    messages.add(message);
  }

  private void endCalls() {
    if (!calls.isEmpty()) {
      var said =
          !messages.isEmpty() && messages.getLast().role() == Role.ASSISTANT
              ? messages.removeLast().parts()
              : List.<Part>of();
      messages.add(new ChatMessage(Role.ASSISTANT, said, calls, Optional.empty()));
      calls.clear();
    }
  }

  private static ChatMessage message(Field item) {
    var name = item.nothingBut("type", "id", "status", "role", "content").required("role");
    var role =
        Role.ofWireName(name.string())
            .filter(known -> known != Role.TOOL)
            .orElseThrow(() -> name.wrong("must be system, developer, user or assistant"));
    return new ChatMessage(
        role, parts(item.required("content"), role), List.of(), Optional.empty());
  }

  private static List<Part> parts(Field field, Role role) {
    return DialogueReader.content(field, (part, parts) -> add(part, role, parts));
  }

  private static void add(Field part, Role role, Parts parts) {
    var type = part.required("type");
    switch (type.string()) {
      case "input_text", "output_text" ->
          parts.text(
              part.nothingBut("type", "text", "annotations", "logprobs").required("text").string());
      case "refusal" -> parts.text(part.nothingBut("type", "refusal").required("refusal").string());
      case "input_image" ->
          DialogueReader.add(
              part.nothingBut("type", "image_url", "detail"), "image_url", role, type, parts);
      case "input_file" -> {
        part.nothingBut("type", "file_data", "file_url", "filename");
        var url = part.member("file_url").orElseGet(() -> part.required("file_data"));
        DialogueReader.document(part, url, role, type, parts);
      }
      case "input_audio" -> DialogueReader.sound(part, role, type, parts);
      default ->
          throw type.wrong(
              "must be input_text, output_text, input_image, input_file or input_audio");
    }
  }
}
