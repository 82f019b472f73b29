package dev.spillway.router.routing;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question and the replies so far, as numbers: how likely each tier is to be right by the words
 * of the question and, where the router learned from them, by its meaning, how likely each reply by
 * its own words and shape, how dear the replies are, how sure each model was of its tokens
 * (CascadeBERT: Li et al. 2021, arXiv 2012.14682), and who agrees with whom. Agreement of tiers
 * that err differently says most (FrugalGPT's scorer sees one reply at a time; Yue et al. 2023,
 * arXiv 2310.03094, take agreement alone).
 */
final class Situation {
  private final Inputs inputs;
  private final double[] byQuestion;
  private final double[] byMeaning;
  private final double[] shape;
  private final @Nullable Reading[] readings;
  private int asked;

  /**
   * @param byQuestion logarithm of the odds that each tier is right
   * @param byMeaning the same by the question's meaning; empty where the router sees none
   * @param shape of the question, as these inputs give it
   */
  Situation(Inputs inputs, double[] byQuestion, double[] byMeaning, double[] shape) {
    this.inputs = inputs;
    this.byQuestion = byQuestion;
    this.byMeaning = byMeaning;
    this.shape = shape;
    this.readings = new Reading[byQuestion.length];
  }

  /** The same question, nobody asked yet. */
  Situation restarted() {
    return new Situation(inputs, byQuestion, byMeaning, shape);
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

  /**
   * How many {@link #numbers} there are where these tiers replied, of so many.
   *
   * @param meanings whether what the question means is among them
   */
  static int count(Inputs inputs, int tiers, boolean meanings, int asked) {
    int replies = Integer.bitCount(asked);
    int pairs = replies * (replies - 1) / 2;
    return (meanings ? 2 : 1) * tiers
        + inputs.ofQuestion()
        + (inputs.ofReply() + Reading.DOUBTS) * replies
        + 3 * pairs
        + (replies > 2 ? replies : 0);
  }

  /**
   * Which of the {@link #numbers} before the first reply are what words tell, what the meaning
   * tells, and what can be counted; where the meaning is among them.
   */
  static List<BitSet> kinds(Inputs inputs, int tiers) {
    int told = 2 * tiers;
    return List.of(range(0, tiers), range(tiers, told), range(told, told + inputs.ofQuestion()));
  }

  private static BitSet range(int from, int to) {
    var range = new BitSet();
    range.set(from, to);
    return range;
  }

  /** As many numbers for any two situations in which the same tiers replied. */
  double[] numbers() {
    int replies = Integer.bitCount(asked);
    var numbers = new double[count(inputs, tiers(), byMeaning.length > 0, asked)];
    System.arraycopy(byQuestion, 0, numbers, 0, tiers());
    System.arraycopy(byMeaning, 0, numbers, tiers(), byMeaning.length);
    int at = tiers() + byMeaning.length;
    System.arraycopy(shape, 0, numbers, at, shape.length);
    at += shape.length;
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
