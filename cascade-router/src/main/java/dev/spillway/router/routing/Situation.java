package dev.spillway.router.routing;

import org.jspecify.annotations.Nullable;

/**
 * A question and the replies so far, as numbers: how likely each tier is to be right by the words
 * of the question, how likely each reply by its own words and shape, how dear the replies are, how
 * sure each model was of its tokens (CascadeBERT: Li et al. 2021, arXiv 2012.14682), and who agrees
 * with whom. Agreement of tiers that err differently says most (FrugalGPT's scorer sees one reply
 * at a time; Yue et al. 2023, arXiv 2310.03094, take agreement alone).
 */
final class Situation {
  private final Inputs inputs;
  private final double[] byQuestion;
  private final double[] shape;
  private final @Nullable Reading[] readings;
  private int asked;

  /**
   * @param byQuestion logarithm of the odds that each tier is right
   * @param shape of the question, as these inputs give it
   */
  Situation(Inputs inputs, double[] byQuestion, double[] shape) {
    this.inputs = inputs;
    this.byQuestion = byQuestion;
    this.shape = shape;
    this.readings = new Reading[byQuestion.length];
  }

  /** The same question, nobody asked yet. */
  Situation restarted() {
    return new Situation(inputs, byQuestion, shape);
  }

  /** The same question and replies. */
  Situation copy() {
    var copy = restarted();
    for (int tier = 0; tier < readings.length; tier++) {
      var reading = readings[tier];
      if (reading != null) {
        copy.add(tier, reading);
      }
    }
    return copy;
  }

  void add(int tier, Reading reading) {
    readings[tier] = reading;
    asked = Tiers.with(asked, tier);
  }

  /** The set of tiers that replied. */
  int asked() {
    return asked;
  }

  int tiers() {
    return byQuestion.length;
  }

  /** How many {@link #numbers} there are where these tiers replied, of so many. */
  static int count(Inputs inputs, int tiers, int asked) {
    int replies = Integer.bitCount(asked);
    int pairs = replies * (replies - 1) / 2;
    return tiers
        + inputs.ofQuestion()
        + (inputs.ofReply() + Reading.DOUBTS) * replies
        + 3 * pairs
        + (replies > 2 ? replies : 0);
  }

  /** As many numbers for any two situations in which the same tiers replied. */
  double[] numbers() {
    int replies = Integer.bitCount(asked);
    var numbers = new double[count(inputs, tiers(), asked)];
    System.arraycopy(byQuestion, 0, numbers, 0, tiers());
    System.arraycopy(shape, 0, numbers, tiers(), shape.length);
    int at = tiers() + shape.length;
    for (int tier = 0; tier < tiers(); tier++) {
      var reading = readings[tier];
      if (reading == null) {
        continue;
      }
      inputs.write(reading, numbers, at);
      at = reading.doubts(numbers, at + inputs.ofReply());
      int agreeing = 0;
      for (int other = 0; other < tiers(); other++) {
        var theirs = readings[other];
        if (theirs == null || other == tier) {
          continue;
        }
        double agreed = reading.agrees(theirs) ? 1 : 0;
        agreeing += (int) agreed;
        if (other > tier) {
          numbers[at++] = agreed;
          numbers[at++] = agreed * reading.score();
          numbers[at++] = agreed * byQuestion[other];
        }
      }
      if (replies > 2) {
        numbers[at++] = agreeing;
      }
    }
    return numbers;
  }
}
