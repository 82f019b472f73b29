package dev.spillway.router.placement;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.worker.SharedPrefix;
import java.util.List;
import java.util.Optional;

/**
 * What a request will ask of a worker, in blocks.
 *
 * @param prefix whose blocks may be cached
 * @param promptBlocks all of the prompt
 * @param answerBlocks as predicted
 */
public record Job(Prefix prefix, double promptBlocks, double answerBlocks) {
  private static final double TOKENS_PER_BLOCK = 64;

  /**
   * The job of a dialogue of which nobody has counted the tokens: four characters are about one.
   *
   * @param tenant whose it is, as an opaque name
   * @param shared the messages that it shares with other tenants
   */
  public static Job of(
      String tenant,
      Optional<SharedPrefix> shared,
      String model,
      List<ChatMessage> messages,
      int predictedTokens) {
    double characters = 0;
    for (var message : messages) {
      characters += message.content().length();
    }
    return new Job(
        Prefix.of(tenant, shared, model, messages),
        characters / Prefix.CHARACTERS,
        predictedTokens / TOKENS_PER_BLOCK);
  }

  /** Of the prompt, about. */
  public double promptTokens() {
    return promptBlocks * TOKENS_PER_BLOCK;
  }

  /** As predicted. */
  public double answerTokens() {
    return answerBlocks * TOKENS_PER_BLOCK;
  }

  /** That its keys and values take, about. */
  public long tokens() {
    return Math.round(promptTokens() + answerTokens());
  }
}
