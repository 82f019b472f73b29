package dev.spillway.contracts.chat;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How the next token is chosen and when to stop.
 *
 * @param temperature 0 for greedy; otherwise logits are divided by it, at most 2
 * @param topP sample from the smallest set of tokens whose probabilities add up to this, in (0, 1]
 * @param seed the same seed, prompt and settings give the same answer; absent: any seed
 * @param stop up to {@value #MAX_STOP} strings, none empty; the answer ends before the first that
 *     appears
 * @param maxTokens the longest answer in tokens, at least 1; absent: what the context has room for
 */
public record Sampling(
    float temperature, float topP, OptionalLong seed, List<String> stop, OptionalInt maxTokens) {

  public static final float MAX_TEMPERATURE = 2f;
  public static final int MAX_STOP = 4;

  /** Always the most probable token, to the end of the answer. */
  public static final Sampling GREEDY =
      new Sampling(0f, 1f, OptionalLong.empty(), List.of(), OptionalInt.empty());

  public Sampling {
    stop = List.copyOf(stop);
  }

  /** The same choice of tokens with another limit on their number. */
  public Sampling withMaxTokens(int limit) {
    return new Sampling(temperature, topP, seed, stop, OptionalInt.of(limit));
  }

  public boolean greedy() {
    return temperature == 0f;
  }
}
