package dev.spillway.router.fit;

import java.util.List;

/**
 * A request of which it is known what every tier's answer was worth.
 *
 * @param attempts one for each tier, from the cheapest to the best
 * @param weight of how many requests it speaks: where it was labelled with some probability, the
 *     inverse of that (Horvitz and Thompson 1952)
 */
public record LabelledDecision(List<Attempt> attempts, double weight) {

  /**
   * One tier's answer.
   *
   * @param confidence that the scorer has in it, in [0, 1]; of the last tier's it does not matter
   * @param quality from 0, wrong, to 1, right
   * @param cost in dollars
   * @param judging dollars that the confidence costs in addition, wherever the answer is judged:
   *     not that of a cascade's last tier
   */
  public record Attempt(double confidence, double quality, double cost, double judging) {
    public Attempt {
      share("confidence", confidence);
      share("quality", quality);
      dollars("cost", cost);
      dollars("judging", judging);
    }

    /** Of a scorer that costs nothing. */
    public Attempt(double confidence, double quality, double cost) {
      this(confidence, quality, cost, 0);
    }

    private static void dollars(String name, double value) {
      if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "%s must not be negative, not %s".formatted(name, value));
      }
    }

    private static void share(String name, double value) {
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException("%s must be from 0 to 1, not %s".formatted(name, value));
      }
    }
  }

  public LabelledDecision {
    attempts = List.copyOf(attempts);
    if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weight must be positive, not " + weight);
    }
  }
}
