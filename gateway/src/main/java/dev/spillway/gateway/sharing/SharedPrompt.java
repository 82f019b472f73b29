package dev.spillway.gateway.sharing;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The beginning of dialogues that an administrator lets all tenants share. It never changes. */
@Schema(
    name = "SharedPrompt",
    description = "Messages; what is computed of them serves every request that begins with them.")
@RegisterForReflection
public record SharedPrompt(
    @Schema(examples = "prompt_3k8d1v5z7m2q9x4c6b0n") String id,
    @Schema(examples = "support preamble") String name,
    List<Message> messages,
    @JsonProperty("created_at") Instant createdAt) {
  public SharedPrompt {
    messages = List.copyOf(messages);
  }

  /** One message, with the role's name on the wire. */
  @Schema(name = "SharedMessage")
  @RegisterForReflection
  public record Message(
      @Schema(examples = "system") String role,
      @Schema(examples = "You are the support assistant of Acme.") String content) {

    static Message of(ChatMessage message) {
      return new Message(message.role().wireName(), message.content());
    }

    ChatMessage chat() {
      return new ChatMessage(Role.ofWireName(role).orElseThrow(), content);
    }
  }

  List<ChatMessage> chat() {
    return messages.stream().map(Message::chat).toList();
  }
}
