package dev.spillway.standalone.replay.twin;

import dev.spillway.standalone.replay.trace.TraceRequest;

/**
 * Tokens of prompts and answers of which only lengths are known. They are the same in two prompts
 * exactly where the trace says that a block is shared, up to the chance that all tokens of a block
 * of random numbers of 31 bits are equal.
 */
final class PromptTokens {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final long SHARED = 0x5368617265644944L;

  private PromptTokens() {}

  /**
   * @param serial of the request, which no other has
   */
  static int[] of(TraceRequest request, long serial) {
    var tokens = new int[request.promptTokens()];
    var prefix = request.prefix();
    int size = prefix.blockTokens();
    int known = (int) Math.min(tokens.length, (long) prefix.blocks() * size);
    for (int i = 0; i < known; i++) {
      tokens[i] = token(SHARED + prefix.id(i / size), i % size);
    }
    for (int i = known; i < tokens.length; i++) {
      tokens[i] = token(serial, i);
    }
    return tokens;
  }

  /** The token at a position of the prompt and answer of a request. */
  static int token(long source, int position) {
    long z = mix(source * GOLDEN + 1) + position * GOLDEN;
    return (int) (mix(z) >>> 33);
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
