package dev.spillway.contracts.worker;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Sampling;
import java.util.List;
import java.util.OptionalInt;

/**
 * One answer that a worker is asked for.
 *
 * @param predictedTokens how long the answer will probably be, if anybody knows. It may change when
 *     a request is served, never what is answered; a worker ignores what cannot be.
 */
public record GenerateRequest(
    String requestId,
    String model,
    List<ChatMessage> messages,
    Sampling sampling,
    OptionalInt predictedTokens) {
  public GenerateRequest {
    messages = List.copyOf(messages);
  }

  /** Nobody knows how long the answer will be. */
  public GenerateRequest(
      String requestId, String model, List<ChatMessage> messages, Sampling sampling) {
    this(requestId, model, messages, sampling, OptionalInt.empty());
  }
}
