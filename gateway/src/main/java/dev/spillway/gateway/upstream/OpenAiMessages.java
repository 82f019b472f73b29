package dev.spillway.gateway.upstream;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Part;
import dev.spillway.contracts.chat.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The messages of a chat completion. Those of tools are text alone in this format, and come in a
 * row after the calls that they answer. So pictures and documents that tools answered with are the
 * user's, in a message after that row that says whose they are; and that a tool failed is said in
 * words.
 */
final class OpenAiMessages {
  private static final String NEXT = "The answer is in the next message.";

  /** A document has to have a name here. */
  private static final String UNNAMED = "document.pdf";

  private final ArrayNode out;

  /** Of tools, that are not written yet. */
  private final List<ChatMessage> withMore = new ArrayList<>();

  OpenAiMessages(ArrayNode out) {
    this.out = out;
  }

  /**
   * @param passed has fields of messages that the gateway does not know
   */
  void write(List<ChatMessage> messages, Map<String, String> passed) {
    var written = new ArrayList<ObjectNode>();
    for (var message : messages) {
      if (message.role() != Role.TOOL) {
        addMore();
      }
      written.add(add(message.inWords()));
    }
    addMore();
    passed.forEach(
        (path, json) ->
            Wires.ofMessage(path)
                .filter(field -> field.message() < written.size())
                .ifPresent(
                    field -> {
                      var message = written.get(field.message());
                      if (!message.has(field.name())) {
                        message.set(field.name(), Wires.parse(json));
                      }
                    }));
  }

  private ObjectNode add(ChatMessage message) {
    var wire = out.addObject().put("role", message.role().wireName());
    message.answersCall().ifPresent(id -> wire.put("tool_call_id", id));
    var more = message.hasMoreThanWords();
    if (more && message.role() == Role.TOOL) {
      withMore.add(message);
      wire.put("content", message.content().isEmpty() ? NEXT : message.content() + "\n" + NEXT);
    } else if (more) {
      var parts = wire.putArray("content");
      message.parts().forEach(part -> add(part, parts));
    } else if (message.calls().isEmpty() || !message.content().isEmpty()) {
      wire.put("content", message.content());
    } else {
      wire.putNull("content");
    }
    if (!message.calls().isEmpty()) {
      var calls = wire.putArray("tool_calls");
      for (var call : message.calls()) {
        calls
            .addObject()
            .put("id", call.id())
            .put("type", "function")
            .putObject("function")
            .put("name", call.name())
            .put("arguments", call.arguments());
      }
    }
    return wire;
  }

  private void addMore() {
    if (withMore.isEmpty()) {
      return;
    }
    var parts = out.addObject().put("role", "user").putArray("content");
    for (var message : withMore) {
      var whose = "This answers the call %s:".formatted(message.answersCall().orElse(""));
      add(new Part.Text(whose), parts);
      message.parts().stream()
          .filter(part -> !(part instanceof Part.Text))
          .forEach(part -> add(part, parts));
    }
    withMore.clear();
  }

  private static void add(Part part, ArrayNode parts) {
    switch (part) {
      case Part.Text(String text) -> parts.addObject().put("type", "text").put("text", text);
      case Part.Image(String url, String detail) -> {
        var image = parts.addObject().put("type", "image_url").putObject("image_url");
        image.put("url", url);
        if (!detail.isEmpty()) {
          image.put("detail", detail);
        }
      }
      case Part.Document(String url, String title, String context) -> {
        if (!context.isEmpty()) {
          add(new Part.Text(context), parts);
        }
        parts
            .addObject()
            .put("type", "file")
            .putObject("file")
            .put("filename", title.isEmpty() ? UNNAMED : title)
            .put("file_data", url);
      }
      case Part.Sound(String data, String format) ->
          parts
              .addObject()
              .put("type", "input_audio")
              .putObject("input_audio")
              .put("data", data)
              .put("format", format);
      case Part.Thought thought -> {}
    }
  }
}
