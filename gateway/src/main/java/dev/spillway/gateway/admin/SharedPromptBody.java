package dev.spillway.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.gateway.sharing.SharedPrompts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which messages shall be shared, read strictly: a misspelt field is an error that names it.
 *
 * @param messages at least one
 */
record SharedPromptBody(String name, List<ChatMessage> messages) {
  private static final Set<String> FIELDS = Set.of("name", "messages");
  private static final Set<String> OF_MESSAGE = Set.of("role", "content");

  SharedPromptBody {
    messages = List.copyOf(messages);
  }

  static SharedPromptBody read(ObjectMapper json, @Nullable String text) {
    var body = TenantBody.read(json, text, FIELDS);
    return new SharedPromptBody(body.name(), messages(body.field("messages")));
  }

  private static List<ChatMessage> messages(@Nullable JsonNode node) {
    if (node == null
        || !node.isArray()
        || node.isEmpty()
        || node.size() > SharedPrompts.MOST_MESSAGES) {
      throw TenantBody.invalid(
          "messages",
          "must be an array of 1 to %d messages".formatted(SharedPrompts.MOST_MESSAGES));
    }
    var messages = new ArrayList<ChatMessage>();
    int characters = 0;
    for (int i = 0; i < node.size(); i++) {
      var message = message(node.get(i), "messages[%d]".formatted(i));
      characters += message.content().length();
      messages.add(message);
    }
    if (characters == 0 || characters > SharedPrompts.MOST_CHARACTERS) {
      throw TenantBody.invalid(
          "messages",
          "must have 1 to %d characters together".formatted(SharedPrompts.MOST_CHARACTERS));
    }
    return messages;
  }

  private static ChatMessage message(JsonNode node, String field) {
    if (!node.isObject()) {
      throw TenantBody.invalid(field, "must be an object with a role and a content");
    }
    TenantBody.onlyKnown(node, field + ".", OF_MESSAGE);
    var role =
        Role.ofWireName(node.path("role").asText())
            .orElseThrow(
                () -> TenantBody.invalid(field + ".role", "must be system, user or assistant"));
    var content = node.get("content");
    if (content == null || !content.isTextual() || !storable(content.textValue())) {
      throw TenantBody.invalid(
          field + ".content", "must be a string of Unicode characters other than U+0000");
    }
    return new ChatMessage(role, content.textValue());
  }

  /** What a database cannot keep as it is would be another text. */
  private static boolean storable(String text) {
    return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}
