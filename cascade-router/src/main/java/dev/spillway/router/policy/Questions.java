package dev.spillway.router.policy;

import dev.spillway.contracts.chat.ChatMessage;
import java.util.List;

/**
 * A dialogue as the texts that a router learns from and decides by. What is asked last says most,
 * and long texts are not read to their end.
 */
public final class Questions {
  /** Characters that are embedded: some 300 tokens, which take a core some 10 ms. */
  static final int MOST_EMBEDDED = 1_200;

  private static final String NOTHING = "?";

  private Questions() {}

  /** All messages, the latest first: what is learned from words. */
  public static String text(List<ChatMessage> messages) {
    var text = new StringBuilder();
    for (var message : messages.reversed()) {
      text.append(message.role().wireName()).append(": ").append(message.content()).append('\n');
    }
    return text.toString();
  }

  /**
   * The beginning of the latest message alone: what is embedded, because of many texts in one
   * vector none is left. Never blank.
   */
  public static String toEmbed(List<ChatMessage> messages) {
    var latest = messages.getLast().content();
    if (latest.isBlank()) {
      return NOTHING;
    }
    if (latest.length() <= MOST_EMBEDDED) {
      return latest;
    }
    boolean halved = Character.isHighSurrogate(latest.charAt(MOST_EMBEDDED - 1));
    var beginning = latest.substring(0, halved ? MOST_EMBEDDED - 1 : MOST_EMBEDDED);
    return beginning.isBlank() ? NOTHING : beginning;
  }
}
