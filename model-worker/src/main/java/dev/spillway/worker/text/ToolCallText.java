package dev.spillway.worker.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.spillway.contracts.chat.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the calls of tools in an answer, where a model writes each as {@code <tool_call>{"name": …,
 * "arguments": {…}}</tool_call>}, as Hermes and Qwen do.
 *
 * <p>Text that may be the beginning of a call is held back, with the blanks before it, and nothing
 * else is. A call is told when it is whole; what turns out to be none is text as it was written.
 * Blanks between and after calls are left out. What is told does not depend on how the text is cut
 * into tokens. For one answer and one thread.
 */
public final class ToolCallText {
  private static final String BEGIN = "<tool_call>";
  private static final String END = "</tool_call>";
  private static final ObjectMapper JSON = new JsonMapper();

  private final String idPrefix;
  private final StringBuilder held = new StringBuilder();

  /** Before the call that is begun. */
  private String blanks = "";

  private boolean inside;
  private int calls;

  /** What became certain. */
  public record Certain(String text, List<ToolCall> calls) {
    public Certain {
      calls = List.copyOf(calls);
    }
  }

  /**
   * @param idPrefix of the ids of its calls, which are numbered
   */
  public ToolCallText(String idPrefix) {
    this.idPrefix = idPrefix;
  }

  /** Whether models with this chat template write calls so. */
  static boolean isOf(String template) {
    return template.contains("tools") && template.contains(BEGIN);
  }

  /** Takes the next piece of the answer. */
  public Certain feed(String piece) {
    held.append(piece);
    var text = new StringBuilder();
    var found = new ArrayList<ToolCall>();
    while (inside ? endsCall(text, found) : beginsCall(text)) {
      inside = !inside;
    }
    return new Certain(text.toString(), found);
  }

  /** What was held back and is no call, once no more text comes. */
  public String finish() {
    var rest = inside ? blanks + BEGIN + held : held.toString();
    held.setLength(0);
    inside = false;
    return told(rest);
  }

  private boolean beginsCall(StringBuilder text) {
    int at = held.indexOf(BEGIN);
    int certain = at >= 0 ? at : held.length() - maybe();
    while (certain > 0 && Character.isWhitespace(held.charAt(certain - 1))) {
      certain--;
    }
    text.append(told(held.substring(0, certain)));
    if (at < 0) {
      held.delete(0, certain);
      return false;
    }
    blanks = held.substring(certain, at);
    held.delete(0, at + BEGIN.length());
    return true;
  }

  private boolean endsCall(StringBuilder text, List<ToolCall> found) {
    int at = held.indexOf(END);
    if (at < 0) {
      return false;
    }
    var body = held.substring(0, at);
    held.delete(0, at + END.length());
    call(body)
        .ifPresentOrElse(
            call -> {
              calls++;
              found.add(call);
            },
            () -> text.append(blanks).append(BEGIN).append(body).append(END));
    return true;
  }

  private Optional<ToolCall> call(String body) {
    try {
      var json = JSON.readTree(body);
      return json != null && json.path("name").isTextual() && !json.path("name").asText().isEmpty()
          ? Optional.of(
              new ToolCall(
                  idPrefix + calls,
                  json.path("name").asText(),
                  json.path("arguments").isMissingNode()
                      ? "{}"
                      : json.path("arguments").toString()))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Blanks alone say nothing beside a call. */
  private String told(String text) {
    return calls > 0 && text.isBlank() ? "" : text;
  }

  /** How many of the last characters may begin a call. */
  private int maybe() {
    for (int length = Math.min(BEGIN.length() - 1, held.length()); length > 0; length--) {
      if (BEGIN.startsWith(held.substring(held.length() - length))) {
        return length;
      }
    }
    return 0;
  }
}
