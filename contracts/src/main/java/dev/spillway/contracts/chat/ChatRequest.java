package dev.spillway.contracts.chat;

import java.util.List;

/**
 * What a client asked, whatever wire format it used.
 *
 * @param model a tier or the name of a policy, as the client wrote it
 * @param messages at least one
 */
public record ChatRequest(
    String model, List<ChatMessage> messages, Sampling sampling, Demands demands) {
  public ChatRequest {
    messages = List.copyOf(messages);
  }

  /** Nothing is wanted but text. */
  public ChatRequest(String model, List<ChatMessage> messages, Sampling sampling) {
    this(model, messages, sampling, Demands.NONE);
  }
}
