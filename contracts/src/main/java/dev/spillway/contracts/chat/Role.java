package dev.spillway.contracts.chat;

import java.util.Locale;
import java.util.Optional;

/** Who speaks in a {@link ChatMessage}. */
public enum Role {
  SYSTEM,
  USER,
  ASSISTANT,
  /** What came of using a tool. */
  TOOL;

  /** The name used on the wire and in chat templates, in lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The role with this wire name. OpenAI's {@code developer} is its newer name for {@code system}.
   */
  public static Optional<Role> ofWireName(String name) {
    return switch (name) {
      case "system", "developer" -> Optional.of(SYSTEM);
      case "user" -> Optional.of(USER);
      case "assistant" -> Optional.of(ASSISTANT);
      case "tool" -> Optional.of(TOOL);
      default -> Optional.empty();
    };
  }
}
