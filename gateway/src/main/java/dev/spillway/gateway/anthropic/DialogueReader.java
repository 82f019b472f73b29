package dev.spillway.gateway.anthropic;

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
 * Reads {@code messages}. What came of a tool is a block of a user's message here, and a message of
 * its own everywhere else; such blocks are the first of their message.
 */
final class DialogueReader {
  private DialogueReader() {}

  /**
   * @throws SpillwayException naming the first field that is wrong
   */
  static List<ChatMessage> read(Field field) {
    var elements = field.elements();
    if (elements.isEmpty()) {
      throw field.wrong("must have at least one message");
    }
    var messages = new ArrayList<ChatMessage>();
    elements.forEach(element -> add(element, messages));
    if (messages.getLast().role() == Role.ASSISTANT) {
      throw elements
          .getLast()
          .required("role")
          .wrong("must be user in the last message: answers that are begun are not supported");
    }
    return messages;
  }

  /** A string, or blocks of text, which are one text. */
  static String text(Field field) {
    var all = new StringBuilder();
    for (var part : parts(field, Role.SYSTEM)) {
      if (part instanceof Part.Text(String text)) {
        all.append(text);
      }
    }
    return all.toString();
  }

  private static void add(Field field, List<ChatMessage> messages) {
    var name = field.object().required("role");
    var content = field.required("content");
    switch (name.string()) {
      case "user" -> user(content, messages);
      case "assistant" -> messages.add(assistant(content));
      default -> throw name.wrong("must be user or assistant");
    }
  }

  private static void user(Field content, List<ChatMessage> messages) {
    var said = new Parts();
    var blocks = content.value().isTextual() ? List.<Field>of() : content.elements();
    if (blocks.isEmpty()) {
      messages.add(message(Role.USER, parts(content, Role.USER)));
      return;
    }
    var only = true;
    for (var block : blocks) {
      var type = block.object().required("type");
      if (!type.string().equals("tool_result")) {
        add(block, Role.USER, said);
        only = false;
      } else if (only) {
        messages.add(
            new ChatMessage(
                Role.TOOL,
                block.member("content").map(result -> parts(result, Role.TOOL)).orElse(List.of()),
                List.of(),
                Optional.of(block.required("tool_use_id").string())));
      } else {
        throw type.wrong("must not be tool_result after other blocks");
      }
    }
    if (!only) {
      messages.add(message(Role.USER, said.all()));
    }
  }

  private static ChatMessage assistant(Field content) {
    if (content.value().isTextual()) {
      return new ChatMessage(Role.ASSISTANT, content.string());
    }
    var said = new Parts();
    var calls = new ArrayList<ToolCall>();
    for (var block : content.elements()) {
      if (block.object().required("type").string().equals("tool_use")) {
        calls.add(
            new ToolCall(
                block.required("id").string(),
                block.required("name").string(),
                block.required("input").object().json()));
      } else {
        add(block, Role.ASSISTANT, said);
      }
    }
    return new ChatMessage(Role.ASSISTANT, said.all(), calls, Optional.empty());
  }

  private static ChatMessage message(Role role, List<Part> parts) {
    return new ChatMessage(role, parts, List.of(), Optional.empty());
  }

  private static List<Part> parts(Field field, Role role) {
    if (field.value().isTextual()) {
      return List.of(new Part.Text(field.string()));
    }
    if (!field.value().isArray()) {
      throw field.wrong("must be a string or an array of blocks");
    }
    var parts = new Parts();
    field.elements().forEach(block -> add(block, role, parts));
    return parts.all();
  }

  private static void add(Field block, Role role, Parts parts) {
    var type = block.object().required("type");
    switch (type.string()) {
      case "text" -> parts.text(block.required("text").string());
      case "image" -> {
        if (role != Role.USER && role != Role.TOOL) {
          throw type.wrong("must not be image: only users and tools have pictures");
        }
        image(block.required("source").object(), parts);
      }
      default -> throw type.wrong("is not supported in a message of this role");
    }
  }

  private static void image(Field source, Parts parts) {
    var type = source.required("type");
    switch (type.string()) {
      case "url" -> parts.image(source.required("url"), "");
      case "base64" -> {
        var media = source.required("media_type");
        if (!media.string().startsWith("image/")) {
          throw media.wrong("must begin with image/");
        }
        parts.image(
            "data:%s;base64,%s".formatted(media.string(), source.required("data").string()));
      }
      default -> throw type.wrong("must be base64 or url");
    }
  }
}
