package dev.spillway.router.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NumbersClassifierTest {
  private static final int EXAMPLES = 600;
  private static final int FOLDS = 5;

  private final double[][] inputs = new double[EXAMPLES][];
  private final double[] labels = new double[EXAMPLES];

  /** The first and the last number tell, the one between does not. */
  private NumbersClassifierTest() {
    var random = new Random(1);
    for (int i = 0; i < EXAMPLES; i++) {
      labels[i] = random.nextInt(2);
      inputs[i] =
          new double[] {
            labels[i] + random.nextGaussian(),
            random.nextGaussian(),
            5 - 3 * labels[i] + 3 * random.nextGaussian()
          };
    }
  }

  private static BitSet kind(int... columns) {
    var kind = new BitSet();
    for (int column : columns) {
      kind.set(column);
    }
    return kind;
  }

  private static double logOdds(NumbersClassifier classifier, double... input) {
    double probability = classifier.probability(input);
    return Math.log(probability / (1 - probability));
  }

  /** Law: how sure it is can be counted on, also where a kind says nothing. */
  @Test
  void a_kind_that_tells_nothing_does_not_make_it_unsure() {
    var targets = Targets.of(labels);
    var kinds = List.of(kind(0, 2), kind(1));
    var knowing = NumbersClassifier.ofKinds(inputs, targets, List.of(kind(0, 2)), FOLDS);
    var asWell = NumbersClassifier.ofKinds(inputs, targets, kinds, FOLDS);
    for (double[] input : List.of(new double[] {2, 0, 1}, new double[] {-1, 0, 7})) {
      assertThat(logOdds(asWell, input)).isCloseTo(logOdds(knowing, input), within(0.3));
    }
  }

  @Test
  void all_kinds_are_heard() {
    var all =
        NumbersClassifier.ofKinds(inputs, Targets.of(labels), List.of(kind(0, 1), kind(2)), FOLDS);
    double middle = logOdds(all, 0.5, 0, 3.5);
    assertThat(logOdds(all, 1.5, 0, 3.5)).isGreaterThan(middle + 0.5);
    assertThat(logOdds(all, 0.5, 0, 0.5)).isGreaterThan(middle + 0.5);
  }

  @Test
  void numbers_of_no_kind_say_nothing() {
    var first = NumbersClassifier.ofKinds(inputs, Targets.of(labels), List.of(kind(0)), FOLDS);
    assertThat(first.probability(new double[] {1, 0, 2}))
        .isEqualTo(first.probability(new double[] {1, 9, -7}));
    assertThat(first.probability(new double[] {3, 0, 0})).isGreaterThan(0.8);
    assertThat(first.probability(new double[] {-2, 0, 0})).isLessThan(0.2);
  }

  @Test
  void labels_that_only_chance_gave_are_hardly_followed() {
    var random = new Random(2);
    for (int i = 0; i < EXAMPLES; i++) {
      labels[i] = random.nextInt(2);
    }
    var kinds = List.of(kind(0), kind(1), kind(2));
    var fooled = NumbersClassifier.ofKinds(inputs, Targets.of(labels), kinds, FOLDS);
    assertThat(fooled.probability(new double[] {2, 2, -4})).isBetween(0.35, 0.65);
  }
}
