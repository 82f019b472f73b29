package dev.spillway.router.policy;

import dev.spillway.contracts.chat.ChatMessage;
import java.util.List;

/**
 * A dialogue as the one text that a router learns from and decides by: the latest message first,
 * because what is asked last says most and long texts are not read to their end.
 */
public final class Questions {
  private Questions() {}

  public static String text(List<ChatMessage> messages) {
    var text = new StringBuilder();
    for (var message : messages.reversed()) {
      text.append(message.role().wireName()).append(": ").append(message.content()).append('\n');
    }
    return text.toString();
  }
}
