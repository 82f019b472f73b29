package dev.spillway.contracts.chat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One turn of a dialogue.
 *
 * @param parts what it says; texts that are empty say nothing and are left out
 * @param calls tools that an assistant wanted used, in its order
 * @param answersCall in a message of a tool, the id of the call that it answers
 */
public record ChatMessage(
    Role role, List<Part> parts, List<ToolCall> calls, Optional<String> answersCall) {
  private static final Part EMPTY = new Part.Text("");

  public ChatMessage {
    parts =
        parts.contains(EMPTY)
            ? parts.stream().filter(part -> !part.equals(EMPTY)).toList()
            : List.copyOf(parts);
    calls = List.copyOf(calls);
  }

  /** Words alone. */
  public ChatMessage(Role role, String content) {
    this(role, List.of(new Part.Text(content)), List.of(), Optional.empty());
  }

  /** All of its words. */
  public String content() {
    return parts.size() == 1 && parts.getFirst() instanceof Part.Text(String text)
        ? text
        : parts.stream()
            .map(part -> part instanceof Part.Text(String text) ? text : "")
            .collect(Collectors.joining());
  }

  /** Whether it is words alone, which every model reads. */
  public boolean isPlain() {
    return role != Role.TOOL
        && calls.isEmpty()
        && parts.stream().allMatch(Part.Text.class::isInstance);
  }
}
