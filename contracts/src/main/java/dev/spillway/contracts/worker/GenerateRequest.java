package dev.spillway.contracts.worker;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Sampling;
import java.util.List;

/** One answer that a worker is asked for. */
public record GenerateRequest(
    String requestId, String model, List<ChatMessage> messages, Sampling sampling) {
  public GenerateRequest {
    messages = List.copyOf(messages);
  }
}
