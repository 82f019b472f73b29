package dev.spillway.gateway.anthropic;

import dev.spillway.contracts.chat.CachePoint;
import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.chat.Parts;
import dev.spillway.gateway.http.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code system} and {@code messages}. What came of a tool is a block of a user's message
 * here, and a message of its own everywhere else; such blocks are the first of their message.
 *
 * <p>What a block has beside what is read here is refused. Not read are {@code citations} of
 * earlier answers and {@code caller} of a tool's call, which say where something came from.
 */
final class DialogueReader {
  private static final String CACHE_CONTROL = "cache_control";

  private final List<ChatMessage> messages = new ArrayList<>();
  private final List<CachePoint> points = new ArrayList<>();

  /** All that was read, in order. */
  List<ChatMessage> messages() {
    return messages;
  }

  /** Up to where the client wishes {@link #messages} to be kept. */
  List<CachePoint> cachePoints() {
    return points;
  }

  /**
   * A string, or blocks of text; nothing if it is empty.
   *
   * @throws SpillwayException naming the first field that is wrong
   */
  void readSystem(Field field) {
    var said = parts(field, Role.SYSTEM);
    if (!said.all().isEmpty()) {
      add(Role.SYSTEM, said);
    }
  }

  /**
   * @throws SpillwayException naming the first field that is wrong
   */
  void readMessages(Field field) {
    var elements = field.elements();
    if (elements.isEmpty()) {
      throw field.wrong("must have at least one message");
    }
    elements.forEach(this::read);
    if (messages.getLast().role() == Role.ASSISTANT) {
      throw elements
          .getLast()
          .required("role")
          .wrong("must be user in the last message: answers that are begun are not supported");
    }
  }

  private void add(Role role, Parts said) {
    add(new ChatMessage(role, said.all(), List.of(), Optional.empty()), said);
  }

  private void add(ChatMessage message, Parts said) {
    points.addAll(said.points(messages.size()));
    messages.add(message);
  }

  private void read(Field field) {
    var name = field.object().nothingBut("role", "content").required("role");
    var content = field.required("content");
    switch (name.string()) {
      case "user" -> user(content);
      case "assistant" -> assistant(content);
      case "system" -> add(Role.SYSTEM, parts(content, Role.SYSTEM));
      default -> throw name.wrong("must be user, assistant or system");
    }
  }

  private void user(Field content) {
    var said = new Parts();
    var blocks = content.value().isTextual() ? List.<Field>of() : content.elements();
    if (blocks.isEmpty()) {
      add(Role.USER, parts(content, Role.USER));
      return;
    }
    var only = true;
    for (var block : blocks) {
      var type = block.object().required("type");
      if (!type.string().equals("tool_result")) {
        add(block, Role.USER, said);
        only = false;
      } else if (only) {
        result(block);
      } else {
        throw type.wrong("must not be tool_result after other blocks");
      }
    }
    if (!only) {
      add(Role.USER, said);
    }
  }

  private void result(Field block) {
    block.nothingBut("type", "tool_use_id", "content", "is_error", CACHE_CONTROL);
    var said = block.member("content").map(all -> parts(all, Role.TOOL)).orElseGet(Parts::new);
    keepAll(block);
    add(
        new ChatMessage(
            Role.TOOL,
            said.all(),
            List.of(),
            Optional.of(block.required("tool_use_id").string()),
            block.member("is_error").map(Field::bool).orElse(false)),
        said);
  }

  private void assistant(Field content) {
    if (content.value().isTextual()) {
      add(Role.ASSISTANT, parts(content, Role.ASSISTANT));
      return;
    }
    var said = new Parts();
    var calls = new ArrayList<ToolCall>();
    for (var block : content.elements()) {
      if (block.object().required("type").string().equals("tool_use")) {
        block.nothingBut("type", "id", "name", "input", CACHE_CONTROL, "caller");
        calls.add(
            new ToolCall(
                block.required("id").string(),
                block.required("name").string(),
                block.required("input").object().json()));
        keepAll(block);
      } else {
        add(block, Role.ASSISTANT, said);
      }
    }
    add(new ChatMessage(Role.ASSISTANT, said.all(), calls, Optional.empty()), said);
  }

  /** The message that is read now should be kept as a whole, if the block says so. */
  private void keepAll(Field block) {
    block
        .member(CACHE_CONTROL)
        .ifPresent(
            control ->
                points.add(
                    new CachePoint(messages.size(), CachePoint.ALL, 0, control.object().json())));
  }

  private static Parts parts(Field field, Role role) {
    var parts = new Parts();
    if (field.value().isTextual()) {
      parts.text(field.string());
    } else if (field.value().isArray()) {
      field.elements().forEach(block -> add(block, role, parts));
    } else {
      throw field.wrong("must be a string or an array of blocks");
    }
    return parts;
  }

  private static void add(Field block, Role role, Parts parts) {
    var type = block.object().required("type");
    switch (type.string()) {
      case "text" ->
          parts.text(
              block
                  .nothingBut("type", "text", CACHE_CONTROL, "citations")
                  .required("text")
                  .string());
      case "image" -> {
        if (role != Role.USER && role != Role.TOOL) {
          throw type.wrong("must not be image: only users and tools have pictures");
        }
        block.nothingBut("type", "source", CACHE_CONTROL);
        image(block.required("source").object(), parts);
      }
      case "document" -> {
        if (role != Role.USER && role != Role.TOOL) {
          throw type.wrong("must not be document: only users and tools have documents");
        }
        document(block, parts);
      }
      case "thinking", "redacted_thinking" -> {
        if (role != Role.ASSISTANT) {
          throw type.wrong("is not supported in a message of this role");
        }
        ThinkingReader.addBlock(block, parts);
      }
      default -> throw type.wrong("is not supported in a message of this role");
    }
    block.member(CACHE_CONTROL).ifPresent(parts::keep);
  }

  private static void document(Field block, Parts parts) {
    block
        .nothingBut("type", "source", "title", "context", "citations", CACHE_CONTROL)
        .member("citations")
        .flatMap(citations -> citations.object().nothingBut("enabled").member("enabled"))
        .filter(Field::bool)
        .ifPresent(
            enabled -> {
              throw enabled.wrong("must be false: answers do not say here what they cite");
            });
    var title = block.member("title").map(Field::string).orElse("");
    var context = block.member("context").map(Field::string).orElse("");
    var source = block.required("source").object();
    var type = source.required("type");
    switch (type.string()) {
      case "url" ->
          parts.document(source.nothingBut("type", "url").required("url"), title, context);
      case "base64" -> {
        source.nothingBut("type", "media_type", "data");
        parts.document(source.required("media_type"), source.required("data"), title, context);
      }
      case "text" -> {
        source.nothingBut("type", "media_type", "data");
        parts.written(source.required("data").string(), title, context);
      }
      default -> throw type.wrong("must be base64, text or url");
    }
  }

  private static void image(Field source, Parts parts) {
    var type = source.required("type");
    switch (type.string()) {
      case "url" -> parts.image(source.nothingBut("type", "url").required("url"), "");
      case "base64" -> {
        source.nothingBut("type", "media_type", "data");
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
