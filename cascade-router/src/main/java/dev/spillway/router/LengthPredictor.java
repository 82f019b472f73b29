package dev.spillway.router;

import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Predicts how many tokens an answer will have, from the answers that finished lately.
 *
 * <p>S^3 (Jin et al. 2023, arXiv 2306.06000) trains a classifier for this; the plainest predictor
 * that follows its traffic is the median of recent answers to prompts of about the same length by
 * the same tier. Prompts are of the same length when they have the same number of bits. Each such
 * group remembers its last {@value #WINDOW} answers, so memory is bounded by tiers × {@value
 * #GROUPS} × {@value #WINDOW} numbers; tiers come from the configuration, not from clients.
 *
 * <p>A group without answers takes the median of the nearest group that has some, the shorter
 * prompts first; a tier that never answered is expected to need {@value #PRIOR} tokens, the median
 * answer of Azure's public trace of a chat service (Patel et al. 2024, arXiv 2311.18677).
 */
public final class LengthPredictor {
  private static final int WINDOW = 128;
  private static final int GROUPS = 32;
  private static final int PRIOR = 128;

  private final Map<String, Window[]> byTier = new ConcurrentHashMap<>();

  /**
   * The median of recent answers, at most {@code maxTokens}.
   *
   * @param promptSize of the request, in whatever unit {@link #learn} was given
   */
  public int predict(String tier, int promptSize, OptionalInt maxTokens) {
    return Math.min(expected(tier, group(promptSize)), maxTokens.orElse(Integer.MAX_VALUE));
  }

  private int expected(String tier, int group) {
    var windows = windows(tier);
    for (int distance = 0; distance < GROUPS; distance++) {
      for (int near : new int[] {group - distance, group + distance}) {
        if (near >= 0 && near < GROUPS) {
          var median = windows[near].median();
          if (median.isPresent()) {
            return median.getAsInt();
          }
        }
      }
    }
    return PRIOR;
  }

  /** Takes note of an answer that ran to its end. */
  public void learn(String tier, int promptSize, int completionTokens) {
    windows(tier)[group(promptSize)].add(completionTokens);
  }

  private Window[] windows(String tier) {
    return byTier.computeIfAbsent(
        tier,
        name -> {
          var windows = new Window[GROUPS];
          Arrays.setAll(windows, group -> new Window());
          return windows;
        });
  }

  private static int group(int promptSize) {
    return Math.min(GROUPS - 1, Integer.SIZE - Integer.numberOfLeadingZeros(promptSize));
  }

  /** The last answers of one group, oldest overwritten first. */
  private static final class Window {
    private final int[] lengths = new int[WINDOW];
    private int count;

    synchronized void add(int length) {
      lengths[count++ % WINDOW] = length;
      if (count == 2 * WINDOW) {
        count = WINDOW;
      }
    }

    synchronized OptionalInt median() {
      if (count == 0) {
        return OptionalInt.empty();
      }
      var sorted = Arrays.copyOf(lengths, Math.min(count, WINDOW));
      Arrays.sort(sorted);
      return OptionalInt.of(sorted[sorted.length / 2]);
    }
  }
}
