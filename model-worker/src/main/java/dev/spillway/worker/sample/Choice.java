package dev.spillway.worker.sample;

import java.util.List;

/**
 * A chosen token.
 *
 * @param logprob natural logarithm of the probability the model gave it, before penalties,
 *     temperature and top-p
 * @param top the most probable tokens in its place, most probable first, as many as were asked for
 */
public record Choice(int token, float logprob, List<Likely> top) {

  /** A token that the model gave a probability, and the logarithm of that. */
  public record Likely(int token, float logprob) {}

  public Choice {
    top = List.copyOf(top);
  }

  /** No others were asked for. */
  public Choice(int token, float logprob) {
    this(token, logprob, List.of());
  }
}
