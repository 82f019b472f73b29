package dev.spillway.router.length;

/** How long one answer will be, as believed before its first token. */
public final class LengthForecast {
  private final String tier;
  private final String tenant;
  private final PromptFeatures prompt;
  private final long learned;
  private final LengthDistribution distribution;
  private final int limit;
  private final int median;
  private final int upper;

  LengthForecast(
      String tier,
      String tenant,
      PromptFeatures prompt,
      long learned,
      LengthDistribution distribution,
      int median,
      int upper) {
    this.tier = tier;
    this.tenant = tenant;
    this.prompt = prompt;
    this.learned = learned;
    this.distribution = distribution;
    this.limit = prompt.maxTokens().orElse(LengthBins.LONGEST);
    this.median = median;
    this.upper = Math.max(median, upper);
  }

  /** As many answers are longer as are shorter. At least 1 and at most what the client allows. */
  public int median() {
    return Math.min(median, limit);
  }

  /** Nine of ten answers are no longer. At least the median, at most what the client allows. */
  public int upper() {
    return Math.min(upper, limit);
  }

  /** On average over all such answers. */
  public double mean() {
    return remaining(0);
  }

  /**
   * How many tokens are still to come from an answer that goes on after so many, on average. At
   * least 1.
   */
  public double remaining(int produced) {
    return distribution.remaining(produced, limit);
  }

  String tier() {
    return tier;
  }

  String tenant() {
    return tenant;
  }

  PromptFeatures prompt() {
    return prompt;
  }

  /** Whether it will be seen if the answer is longer than this. */
  boolean seesBeyond(int length) {
    return length < limit;
  }

  /** How many answers the tier had learned from before. */
  long learned() {
    return learned;
  }

  /** Without the client's limit. */
  LengthDistribution distribution() {
    return distribution;
  }
}
