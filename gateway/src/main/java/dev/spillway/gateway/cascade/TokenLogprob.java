package dev.spillway.gateway.cascade;

import dev.spillway.contracts.worker.Alternative;
import java.util.List;

/**
 * A generated token.
 *
 * @param text what became certain with it; may be empty
 * @param logprob natural logarithm of its probability; NaN where nobody told it
 * @param top the most probable tokens in its place, as many as were asked for
 */
public record TokenLogprob(String text, float logprob, List<Alternative> top) {
  public TokenLogprob {
    top = List.copyOf(top);
  }

  /** No others were asked for. */
  public TokenLogprob(String text, float logprob) {
    this(text, logprob, List.of());
  }
}
