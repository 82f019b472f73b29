package dev.spillway.router.routing;

import org.jspecify.annotations.Nullable;

/**
 * A question and the replies so far, as numbers: how likely each tier is to be right by the words
 * of the question, how likely each reply by its own words, how long and dear the replies are, how
 * sure each model was of its tokens (CascadeBERT: Li et al. 2021, arXiv 2012.14682), and who agrees
 * with whom. Agreement of tiers that err differently says most (FrugalGPT's scorer sees one reply
 * at a time; Yue et al. 2023, arXiv 2310.03094, take agreement alone).
 */
final class Situation {
  private final double[] byQuestion;
  private final double logLength;
  private final @Nullable Reading[] readings;
  private int asked;

  /**
   * @param byQuestion logarithm of the odds that each tier is right
   * @param logLength logarithm of the question's length
   */
  Situation(double[] byQuestion, double logLength) {
    this.byQuestion = byQuestion;
    this.logLength = logLength;
    this.readings = new Reading[byQuestion.length];
  }

  /** The same question, nobody asked yet. */
  Situation restarted() {
    return new Situation(byQuestion, logLength);
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
  static int count(int tiers, int asked) {
    int replies = Integer.bitCount(asked);
    int pairs = replies * (replies - 1) / 2;
    return tiers + 1 + (5 + Reading.DOUBTS) * replies + 3 * pairs + (replies > 2 ? replies : 0);
  }

  /** As many numbers for any two situations in which the same tiers replied. */
  double[] numbers() {
    int replies = Integer.bitCount(asked);
    var numbers = new double[count(tiers(), asked)];
    System.arraycopy(byQuestion, 0, numbers, 0, tiers());
    numbers[tiers()] = logLength;
    int at = tiers() + 1;
    for (int tier = 0; tier < tiers(); tier++) {
      var reading = readings[tier];
      if (reading == null) {
        continue;
      }
      numbers[at++] = reading.score();
      numbers[at++] = reading.logLength();
      numbers[at++] = reading.logLength() * reading.logLength();
      numbers[at++] = reading.logCost();
      numbers[at++] = reading.answer().isPresent() ? 0 : 1;
      at = reading.doubts(numbers, at);
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
