package dev.spillway.router.length;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import java.util.List;

/** Requests of one turn. */
final class Prompts {
  private Prompts() {}

  static ChatRequest user(String text) {
    return new ChatRequest("m", List.of(new ChatMessage(Role.USER, text)), Sampling.GREEDY);
  }

  static ChatRequest user(String text, int maxTokens) {
    return new ChatRequest(
        "m", List.of(new ChatMessage(Role.USER, text)), Sampling.GREEDY.withMaxTokens(maxTokens));
  }
}
