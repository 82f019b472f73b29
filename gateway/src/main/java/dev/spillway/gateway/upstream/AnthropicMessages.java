package dev.spillway.gateway.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spillway.contracts.chat.CachePoint;
import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Part;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A dialogue as Anthropic has it. System messages stand beside the others, wherever they stood,
 * unless the engine knows of those in between; what tools answered is said by the user, with its
 * pictures and documents, and whether the tool failed; what one side says in a row is one message.
 * Where the client wishes the prompt to be kept a text ends, and its block says so.
 */
final class AnthropicMessages {
  private static final String CACHE_CONTROL = "cache_control";
  private static final Pattern DATA_URL =
      Pattern.compile("data:(?<type>[^;,]+);base64,(?<data>.*)", Pattern.DOTALL);

  private final ArrayNode system;
  private final ArrayNode messages;
  private final boolean between;
  private final Map<Integer, List<CachePoint>> points;

  /**
   * @param between whether the system may speak between the others
   * @param points up to where the messages should be kept
   */
  AnthropicMessages(
      ArrayNode system, ArrayNode messages, boolean between, List<CachePoint> points) {
    this.system = system;
    this.messages = messages;
    this.between = between;
    this.points = points.stream().collect(Collectors.groupingBy(CachePoint::message));
  }

  void write(List<ChatMessage> all) {
    for (int i = 0; i < all.size(); i++) {
      var kept = points.getOrDefault(i, List.of());
      var message = all.get(i);
      switch (message.role()) {
        case SYSTEM ->
            parts(message, kept, between && !messages.isEmpty() ? blocks("system") : system);
        case TOOL -> result(message, kept, blocks("user"));
        case USER, ASSISTANT -> {
          var blocks = blocks(message.role() == Role.ASSISTANT ? "assistant" : "user");
          parts(message, kept, blocks);
          message.calls().forEach(call -> call(call, blocks.addObject()));
          keepAll(kept, blocks.get(blocks.size() - 1));
        }
      }
    }
  }

  /** Where the side that speaks goes on, or begins. */
  private ArrayNode blocks(String role) {
    @Nullable JsonNode last = messages.get(messages.size() - 1);
    return last instanceof ObjectNode before && before.path("role").asText().equals(role)
        ? before.withArray("content")
        : messages.addObject().put("role", role).putArray("content");
  }

  /** What a tool answered: words, or blocks where there is more to say. */
  private static void result(ChatMessage message, List<CachePoint> kept, ArrayNode blocks) {
    var block = blocks.addObject();
    block.put("type", "tool_result").put("tool_use_id", message.answersCall().orElse(""));
    if (message.parts().stream().allMatch(Part.Text.class::isInstance)
        && kept.stream().allMatch(point -> point.part() == CachePoint.ALL)) {
      block.put("content", message.content());
    } else {
      parts(message, kept, block.putArray("content"));
    }
    if (message.failed()) {
      block.put("is_error", true);
    }
    keepAll(kept, block);
  }

  private static void call(ToolCall call, ObjectNode block) {
    block.put("type", "tool_use").put("id", call.id()).put("name", call.name());
    block.set("input", arguments(call));
  }

  private static JsonNode arguments(ToolCall call) {
    var json = call.arguments().isBlank() ? "{}" : call.arguments();
    var arguments = Wires.lenient(json.getBytes(UTF_8));
    if (!arguments.isObject()) {
      throw new SpillwayException(
          new ErrorKind.InvalidValue(
              "messages", "the arguments of a tool call must be an object of JSON"));
    }
    return arguments;
  }

  /**
   * @param kept in the order of the parts, but for those of the message as a whole
   */
  private static void parts(ChatMessage message, List<CachePoint> kept, ArrayNode blocks) {
    var inside = kept.stream().filter(point -> point.part() != CachePoint.ALL).iterator();
    @Nullable CachePoint next = inside.hasNext() ? inside.next() : null;
    for (int i = 0; i < message.parts().size(); i++) {
      if (message.parts().get(i) instanceof Part.Text(String text)) {
        int from = 0;
        while (next != null && next.part() == i) {
          int end = Math.min(next.end(), text.length());
          if (end > from) {
            keep(next, text(text.substring(from, end), blocks));
            from = end;
          }
          next = inside.hasNext() ? inside.next() : null;
        }
        if (from < text.length()) {
          text(text.substring(from), blocks);
        }
      } else {
        var block = block(message.parts().get(i), blocks);
        while (next != null && next.part() == i) {
          keep(next, block);
          next = inside.hasNext() ? inside.next() : null;
        }
      }
    }
  }

  private static ObjectNode block(Part part, ArrayNode blocks) {
    return switch (part) {
      case Part.Text(String text) -> text(text, blocks);
      case Part.Image(String url, String detail) -> {
        var block = blocks.addObject().put("type", "image");
        source(url, block.putObject("source"));
        yield block;
      }
      case Part.Document(String url, String title, String context) -> {
        var block = blocks.addObject().put("type", "document");
        source(url, block.putObject("source"));
        if (!title.isEmpty()) {
          block.put("title", title);
        }
        if (!context.isEmpty()) {
          block.put("context", context);
        }
        yield block;
      }
      case Part.Thought(String thought) -> {
        var block = (ObjectNode) Wires.parse(thought);
        blocks.add(block);
        yield block;
      }
      case Part.Sound sound -> throw new IllegalArgumentException("nobody listens there");
    };
  }

  private static void keepAll(List<CachePoint> kept, @Nullable JsonNode last) {
    if (last instanceof ObjectNode block) {
      kept.stream()
          .filter(point -> point.part() == CachePoint.ALL)
          .forEach(point -> keep(point, block));
    }
  }

  private static void keep(CachePoint point, ObjectNode block) {
    block.set(CACHE_CONTROL, Wires.parse(point.control()));
  }

  private static ObjectNode text(String text, ArrayNode blocks) {
    return blocks.addObject().put("type", "text").put("text", text);
  }

  private static void source(String url, ObjectNode source) {
    var data = DATA_URL.matcher(url);
    if (data.matches()) {
      source
          .put("type", "base64")
          .put("media_type", data.group("type"))
          .put("data", data.group("data"));
    } else {
      source.put("type", "url").put("url", url);
    }
  }
}
