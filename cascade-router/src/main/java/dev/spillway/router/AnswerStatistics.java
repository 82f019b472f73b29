package dev.spillway.router;

/**
 * What a scorer may know of an answer while it grows: the log-probabilities that its model gave to
 * its tokens. Immutable; {@link #plus} takes constant time, so a streamed answer is scored as it
 * arrives.
 *
 * @param tokens how many tokens the answer has so far, the one that ended it included
 * @param sum of their natural log-probabilities
 * @param min the least of them; 0 for no tokens
 */
public record AnswerStatistics(int tokens, double sum, double min) {
  public static final AnswerStatistics EMPTY = new AnswerStatistics(0, 0, 0);

  public AnswerStatistics plus(float logprob) {
    return new AnswerStatistics(tokens + 1, sum + logprob, Math.min(min, logprob));
  }

  public double mean() {
    return tokens == 0 ? 0 : sum / tokens;
  }
}
