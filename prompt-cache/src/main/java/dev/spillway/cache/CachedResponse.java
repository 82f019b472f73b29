package dev.spillway.cache;

import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.Usage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A whole answer, with all that is needed to give it again.
 *
 * @param storedAtMillis when it was given, in milliseconds since 1970
 * @param tier whose it is
 * @param confidence the policy's in the last reply that it judged, if it judged any
 * @param stop the stop string that ended it, if one did
 * @param costPicoUsd what it cost, in {@code 1e-12} dollars
 * @param tokens those of {@code text}, in order; there may be text after the last
 * @param calls of tools, after the text
 */
public record CachedResponse(
    long storedAtMillis,
    String tier,
    OptionalDouble confidence,
    int escalations,
    int predictedTokens,
    FinishReason reason,
    Optional<String> stop,
    Usage usage,
    long costPicoUsd,
    String text,
    List<Token> tokens,
    List<ToolCall> calls) {

  /**
   * @param length of its text, in characters of Java
   */
  public record Token(int length, float logprob) {}

  /** No tool is wanted, and no stop string ended it. */
  public CachedResponse(
      long storedAtMillis,
      String tier,
      OptionalDouble confidence,
      int escalations,
      int predictedTokens,
      FinishReason reason,
      Usage usage,
      long costPicoUsd,
      String text,
      List<Token> tokens) {
    this(
        storedAtMillis,
        tier,
        confidence,
        escalations,
        predictedTokens,
        reason,
        Optional.empty(),
        usage,
        costPicoUsd,
        text,
        tokens,
        List.of());
  }

  /**
   * @throws IllegalArgumentException if the tokens have more text than there is
   */
  public CachedResponse {
    tokens = List.copyOf(tokens);
    calls = List.copyOf(calls);
    long length = 0;
    for (var token : tokens) {
      if (token.length() < 0) {
        throw new IllegalArgumentException("a token has a negative length");
      }
      length += token.length();
    }
    if (length > text.length()) {
      throw new IllegalArgumentException("the tokens have more text than the answer");
    }
  }
}
