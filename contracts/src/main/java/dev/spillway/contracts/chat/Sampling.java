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
 * @param frequencyPenalty what a token's logit is lowered by for each time that the answer has it
 *     already, from -2 to 2; 0 as a rule
 * @param presencePenalty what it is lowered by once if the answer has it already, from -2 to 2
 * @param topLogprobs how many of the most probable tokens are told with each token, at most {@value
 *     #MAX_TOP_LOGPROBS}; 0 as a rule
 */
public record Sampling(
    float temperature,
    float topP,
    OptionalLong seed,
    List<String> stop,
    OptionalInt maxTokens,
    float frequencyPenalty,
    float presencePenalty,
    int topLogprobs) {

  public static final float MAX_TEMPERATURE = 2f;
  public static final int MAX_STOP = 4;
  public static final float MAX_PENALTY = 2f;
  public static final int MAX_TOP_LOGPROBS = 20;

  /** Always the most probable token, to the end of the answer. */
  public static final Sampling GREEDY =
      new Sampling(0f, 1f, OptionalLong.empty(), List.of(), OptionalInt.empty());

  public Sampling {
    stop = List.copyOf(stop);
  }

  /** No token is penalised, and the chosen ones alone are told. */
  public Sampling(
      float temperature, float topP, OptionalLong seed, List<String> stop, OptionalInt maxTokens) {
    this(temperature, topP, seed, stop, maxTokens, 0f, 0f, 0);
  }

  /** The same choice of tokens with another limit on their number. */
  public Sampling withMaxTokens(int limit) {
    return new Sampling(
        temperature,
        topP,
        seed,
        stop,
        OptionalInt.of(limit),
        frequencyPenalty,
        presencePenalty,
        topLogprobs);
  }

  /** The same, more or less at random. */
  public Sampling withTemperature(float other) {
    return new Sampling(
        other, topP, seed, stop, maxTokens, frequencyPenalty, presencePenalty, topLogprobs);
  }

  /** The same rules for another draw. */
  public Sampling withSeed(long other) {
    return new Sampling(
        temperature,
        topP,
        OptionalLong.of(other),
        stop,
        maxTokens,
        frequencyPenalty,
        presencePenalty,
        topLogprobs);
  }

  /** Whether tokens that the answer has already are more or less probable for that. */
  public boolean penalises() {
    return frequencyPenalty != 0f || presencePenalty != 0f;
  }

  public boolean greedy() {
    return temperature == 0f;
  }

  /** Whether the same request has the same answer again. */
  public boolean repeatable() {
    return greedy() || seed.isPresent();
  }
}
