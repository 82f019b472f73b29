package dev.spillway.router.routing;

import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.learn.Meaning;
import java.util.List;
import java.util.Optional;

/**
 * A question with what every tier said to it.
 *
 * @param meaning of the question, where it was computed
 * @param replies one for each tier, in the order of the tiers
 * @param weight of how many questions it speaks: where it was kept with some probability, the
 *     inverse of that
 */
public record Example(
    String question, Optional<Meaning> meaning, List<Reply> replies, double weight) {
  public Example {
    replies = List.copyOf(replies);
    if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weight must be positive, not " + weight);
    }
  }

  /** A question of which only the words are known. */
  public Example(String question, List<Reply> replies, double weight) {
    this(question, Optional.empty(), replies, weight);
  }

  /** A question of which only the words are known; it speaks for itself. */
  public Example(String question, List<Reply> replies) {
    this(question, replies, 1);
  }

  /** The same question, with the replies of these tiers alone. */
  public Example only(List<Integer> tiers) {
    return with(tiers.stream().map(replies::get).toList());
  }

  /** The same question, with other replies. */
  public Example with(List<Reply> others) {
    return new Example(question, meaning, others, weight);
  }

  /** The same, of which also the meaning is known. */
  public Example meaning(Meaning known) {
    return new Example(question, Optional.of(known), replies, weight);
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
