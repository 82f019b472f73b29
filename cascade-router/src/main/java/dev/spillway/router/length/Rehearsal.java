package dev.spillway.router.length;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The answers that finished last, to be learned from more than once (experience replay: Lin 1992).
 * Of a few hundred prompts nearly twice as much is learned in this way. A prompt is remembered as
 * its columns, never as text, and the same answers are chosen whenever the same ones were added.
 */
final class Rehearsal {
  static final int MOST = 2_048;

  /**
   * How an answer went.
   *
   * @param bin in which it ended, or was seen last
   * @param ended whether it ended there by itself
   */
  record Answer(
      PromptFeatures prompt, TierHead tier, TenantOffset tenant, int bin, boolean ended) {}

  private final List<Answer> answers = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(1);
  private int next;

  void add(Answer answer) {
    if (answers.size() < MOST) {
      answers.add(answer);
    } else {
      answers.set(next, answer);
      next = (next + 1) % MOST;
    }
  }

  /** Any of them; there must be one. */
  Answer any() {
    return answers.get(random.nextInt(answers.size()));
  }
}
