package dev.spillway.router.routing;

import dev.spillway.router.AnswerStatistics;
import java.util.List;
import java.util.Optional;

/**
 * A question with what every tier said to it.
 *
 * @param replies one for each tier, in the order of the tiers
 * @param weight of how many questions it speaks: where it was kept with some probability, the
 *     inverse of that
 */
public record Example(String question, List<Reply> replies, double weight) {
  public Example {
    replies = List.copyOf(replies);
    if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weight must be positive, not " + weight);
    }
  }

  /** It speaks for itself. */
  public Example(String question, List<Reply> replies) {
    this(question, replies, 1);
  }

  /** The same question, with the replies of these tiers alone. */
  public Example only(List<Integer> tiers) {
    return new Example(question, tiers.stream().map(replies::get).toList(), weight);
  }

  /**
   * What one tier said.
   *
   * @param text empty where it was not kept: such a reply looks like one that said nothing
   * @param quality from 0, wrong, to 1, right
   * @param cost in dollars
   * @param tokens how sure its model was of its tokens, where that was kept
   */
  public record Reply(String text, double quality, double cost, Optional<AnswerStatistics> tokens) {
    /** Of a model that does not tell how sure it is. */
    public Reply(String text, double quality, double cost) {
      this(text, quality, cost, Optional.empty());
    }

    public Reply {
      if (!(quality >= 0 && quality <= 1)) {
        throw new IllegalArgumentException("quality must be a number from 0 to 1, not " + quality);
      }
      if (!(cost >= 0)) {
        throw new IllegalArgumentException("cost must not be negative, not " + cost);
      }
    }
  }
}
