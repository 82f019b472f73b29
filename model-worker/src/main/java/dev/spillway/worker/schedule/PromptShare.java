package dev.spillway.worker.schedule;

import org.jspecify.annotations.Nullable;

/**
 * What prompts get of one step, so that those who generate feel little of it.
 *
 * <p>A step with prompts takes at most {@code stretch} times as long as it would without, or
 * {@value #UNFELT_SECONDS} s if that is more, because nobody reads faster than that and a share of
 * a very short step would starve the prompts that are to keep the batch full: the token budget of
 * Sarathi-Serve (Agrawal et al., OSDI 2024, section 4.3), sized by what steps are known to cost and
 * not once for all, because a token far into a prompt costs several times the first. Nothing limits
 * prompts where nobody generates, or where nobody knows what steps cost.
 *
 * <p>Law: the first prompt of a step gets a token whatever it costs, so none takes more steps than
 * it has tokens once it is the first.
 */
final class PromptShare {
  /** Steps this short are fast enough for anybody: 25 tokens a second. */
  static final double UNFELT_SECONDS = 0.04;

  private final @Nullable StepTime time;
  private final double seconds;
  private StepSize size;
  private boolean given;

  /**
   * @param calm the step without prompts
   */
  PromptShare(@Nullable StepTime time, double stretch, StepSize calm) {
    boolean bounded = calm.tokens() > 0 && !Double.isInfinite(stretch);
    this.time = bounded ? time : null;
    this.seconds =
        this.time == null ? 0 : Math.max(UNFELT_SECONDS, stretch * this.time.seconds(calm));
    this.size = calm;
  }

  /** Whether not even the first token of a prompt has room. */
  boolean isSpent() {
    return given && !fits(0, 1, 0);
  }

  /**
   * How many of the next tokens of a prompt have room.
   *
   * @param missing tokens that it lacks, of which at most {@code wanted} are asked for
   */
  int most(int from, int missing, int wanted) {
    if (wanted == 0 || fits(from, wanted, wanted == missing ? 1 : 0)) {
      return wanted;
    }
    int fitting = given ? 0 : 1;
    int tooMany = wanted;
    while (tooMany - fitting > 1) {
      int middle = (fitting + tooMany) >>> 1;
      if (fits(from, middle, 0)) {
        fitting = middle;
      } else {
        tooMany = middle;
      }
    }
    return fitting;
  }

  void take(int from, int count, boolean last) {
    size = size.and(from, count, last ? 1 : 0);
    given = true;
  }

  private boolean fits(int from, int count, int outputs) {
    return time == null || time.seconds(size.and(from, count, outputs)) <= seconds;
  }
}
