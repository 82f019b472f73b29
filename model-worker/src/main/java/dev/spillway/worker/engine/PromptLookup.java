package dev.spillway.worker.engine;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Guesses that what followed the last few tokens before will follow them again: prompt lookup, a
 * draft without a second model. It pays where an answer repeats its prompt or itself.
 */
final class PromptLookup {
  private static final int LONGEST = 3;
  private static final int SHORTEST = 2;
  private static final int WINDOW = 4096;
  private static final int[] NOTHING = {};

  private PromptLookup() {}

  /**
   * What followed the latest earlier occurrence of the last three tokens, else of the last two; and
   * where that ends with the tokens, the same again.
   *
   * @param tokens by position
   * @param most tokens to guess
   */
  static int[] guess(IntUnaryOperator tokens, int length, int most) {
    for (int run = Math.min(LONGEST, length - 1); run >= SHORTEST; run--) {
      int oldest = Math.max(0, length - WINDOW);
      for (int start = length - run - 1; start >= oldest; start--) {
        if (same(tokens, start, length - run, run)) {
          int from = start + run;
          int period = length - from;
          var guess = new int[most];
          Arrays.setAll(guess, i -> tokens.applyAsInt(from + i % period));
          return guess;
        }
      }
    }
    return NOTHING;
  }

  private static boolean same(IntUnaryOperator tokens, int a, int b, int run) {
    for (int i = run - 1; i >= 0; i--) {
      if (tokens.applyAsInt(a + i) != tokens.applyAsInt(b + i)) {
        return false;
      }
    }
    return true;
  }
}
