package dev.spillway.router;

/**
 * What a scorer may know of an answer while it grows: the log-probabilities that its model gave to
 * its tokens. Immutable; {@link #plus} takes constant time, so a streamed answer is scored as it
 * arrives.
 *
 * <p>A token whose probability is not told counts as one of probability {@value #UNTOLD}: no scorer
 * trusts an answer that it knows nothing of.
 *
 * @param tokens how many tokens the answer has so far, the one that ended it included
 * @param sum of their natural log-probabilities
 * @param min the least of them; 0 for no tokens
 * @param secondMin the second least; 0 for fewer than two tokens
 * @param first that of the first token; 0 for no tokens
 * @param doubtful how many tokens had a probability below 0.6
 */
public record AnswerStatistics(
    int tokens, double sum, double min, double secondMin, double first, int doubtful) {
  public static final AnswerStatistics EMPTY = new AnswerStatistics(0, 0, 0, 0, 0, 0);

  private static final double DOUBT = Math.log(0.6);
  private static final double UNTOLD = 1e-6;

  /**
   * @param told not a number where it is not told
   */
  public AnswerStatistics plus(float told) {
    double logprob = Float.isNaN(told) ? Math.log(UNTOLD) : told;
    return new AnswerStatistics(
        tokens + 1,
        sum + logprob,
        Math.min(min, logprob),
        logprob < min ? min : Math.min(secondMin, logprob),
        tokens == 0 ? logprob : first,
        logprob < DOUBT ? doubtful + 1 : doubtful);
  }

  public double mean() {
    return tokens == 0 ? 0 : sum / tokens;
  }

  /** The least log-probability, weighing less in a longer answer. */
  public double normalisedMin() {
    return min / Math.sqrt(Math.max(1, tokens));
  }
}
