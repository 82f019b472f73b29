package dev.spillway.benchmarks.lengths;

import java.util.Arrays;

/**
 * The plainest thing that follows its traffic: the median of the last answers to prompts of about
 * this length.
 */
final class RecentMedian {
  private static final int WINDOW = 128;
  private static final int GROUPS = 32;
  private static final int PRIOR = 128;

  private final int[][] last = new int[GROUPS][WINDOW];
  private final int[] counts = new int[GROUPS];

  int predict(int promptCharacters) {
    int group = group(promptCharacters);
    for (int distance = 0; distance < GROUPS; distance++) {
      for (int near : new int[] {group - distance, group + distance}) {
        if (near >= 0 && near < GROUPS && counts[near] > 0) {
          int[] sorted = Arrays.copyOf(last[near], Math.min(WINDOW, counts[near]));
          Arrays.sort(sorted);
          return sorted[sorted.length / 2];
        }
      }
    }
    return PRIOR;
  }

  void learn(int promptCharacters, int tokens) {
    int group = group(promptCharacters);
    last[group][counts[group]++ % WINDOW] = tokens;
  }

  private static int group(int promptCharacters) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(promptCharacters);
  }
}
