package dev.spillway.contracts.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One turn of a dialogue.
 *
 * @param parts what it says; texts that are empty say nothing and are left out
 * @param calls tools that an assistant wanted used, in its order
 * @param answersCall in a message of a tool, the id of the call that it answers
 * @param failed in a message of a tool, whether the tool failed, and this is what it says of that
 */
public record ChatMessage(
    Role role,
    List<Part> parts,
    List<ToolCall> calls,
    Optional<String> answersCall,
    boolean failed) {
  private static final Part EMPTY = new Part.Text("");
  private static final String FAILED = "The tool failed.";

  public ChatMessage {
    parts =
        parts.contains(EMPTY)
            ? parts.stream().filter(part -> !part.equals(EMPTY)).toList()
            : List.copyOf(parts);
    calls = List.copyOf(calls);
  }

  /** Nothing failed. */
  public ChatMessage(
      Role role, List<Part> parts, List<ToolCall> calls, Optional<String> answersCall) {
    this(role, parts, calls, answersCall, false);
  }

  /** Words alone. */
  public ChatMessage(Role role, String content) {
    this(role, List.of(new Part.Text(content)), List.of(), Optional.empty());
  }

  /**
   * The same for whom nobody fails nor thinks. A tool's failure is told in words, which come before
   * what else it answered with; what a model thought is left out.
   */
  public ChatMessage inWords() {
    if (!failed) {
      return parts.stream().noneMatch(Part.Thought.class::isInstance)
          ? this
          : new ChatMessage(
              role,
              parts.stream().filter(part -> !(part instanceof Part.Thought)).toList(),
              calls,
              answersCall);
    }
    var said = new ArrayList<Part>();
    said.add(new Part.Text(content().isEmpty() ? FAILED : FAILED + "\n" + content()));
    parts.stream().filter(ChatMessage::isMore).forEach(said::add);
    return new ChatMessage(role, said, calls, answersCall);
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
    return role != Role.TOOL && calls.isEmpty() && !hasMoreThanWords();
  }

  /** Whether there is anything to be looked at or listened to. */
  public boolean hasMoreThanWords() {
    return parts.stream().anyMatch(ChatMessage::isMore);
  }

  private static boolean isMore(Part part) {
    return switch (part) {
      case Part.Text text -> false;
      case Part.Thought thought -> false;
      case Part.Image image -> true;
      case Part.Document document -> true;
      case Part.Sound sound -> true;
    };
  }
}
