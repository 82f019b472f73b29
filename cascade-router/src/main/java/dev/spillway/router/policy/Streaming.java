package dev.spillway.router.policy;

import java.util.OptionalDouble;

/**
 * When the answer to a streamed request may begin to leave.
 *
 * @param tokens of a reply before {@link Mode#EARLY} may commit to it, at least 1
 * @param confidence that its beginning must have then; absent: what an answer needs to be given
 */
public record Streaming(Mode mode, int tokens, OptionalDouble confidence) {
  /** Tokens where nothing is said. */
  public static final int TOKENS = 16;

  public static final Streaming BUFFERED =
      new Streaming(Mode.BUFFERED, TOKENS, OptionalDouble.empty());

  /** What is known when the first token leaves. */
  public enum Mode {
    /** The whole reply and its score: the best decision, and the longest wait. */
    BUFFERED,
    /** The beginning of the reply, where that is sure enough; else as buffered. */
    EARLY,
    /** The question alone: whoever is asked first answers. Only a learned router can say who. */
    PRE
  }

  /**
   * @throws dev.spillway.contracts.error.SpillwayException naming the field
   */
  public Streaming {
    if (tokens < 1) {
      throw Policy.invalid("conduct.early_tokens", "must be at least 1");
    }
    if (confidence.isPresent()
        && !(confidence.getAsDouble() >= 0 && confidence.getAsDouble() <= 1)) {
      throw Policy.invalid("conduct.early_confidence", "must be a number from 0 to 1");
    }
  }

  /**
   * Whether it is time to look at a reply of so many tokens: at so many, twice as many, and so on.
   */
  boolean looksAt(int so) {
    return mode == Mode.EARLY
        && so >= tokens
        && so % tokens == 0
        && Integer.bitCount(so / tokens) == 1;
  }
}
