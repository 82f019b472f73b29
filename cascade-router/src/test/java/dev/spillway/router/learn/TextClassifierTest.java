package dev.spillway.router.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextClassifierTest {

  @Test
  void it_learns_which_words_matter() {
    var texts = new ArrayList<Words>();
    double[] labels = new double[400];
    var random = new Random(1);
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 2;
      texts.add(
          Words.of(
              "word%d and word%d %s"
                  .formatted(
                      random.nextInt(50), random.nextInt(50), i % 2 == 1 ? "easy" : "hard")));
    }
    var classifier = TextClassifier.fit(texts, Targets.of(labels), 1);
    assertThat(classifier.score(Words.of("Something EASY, word3"))).isPositive();
    assertThat(classifier.score(Words.of("Something hard, word3"))).isNegative();
  }

  /** Law: what is learned from cross-fitted scores is not fooled by memory. */
  @Test
  void a_cross_fitted_score_knows_nothing_of_a_label_that_only_chance_gave() {
    var texts = new ArrayList<Words>();
    double[] labels = new double[600];
    var random = new Random(2);
    for (int i = 0; i < labels.length; i++) {
      // twins that share words and label, and are scored together by a classifier of neither
      int twin = i % 300;
      labels[i] = i < 300 ? random.nextInt(2) : labels[twin];
      texts.add(
          Words.of("unique%d of%d its%d kind%d".formatted(twin, twin, twin, random.nextInt(20))));
    }
    var remembering = TextClassifier.fit(texts, Targets.of(labels), 1);
    double[] fair = TextClassifier.crossFit(texts, Targets.of(labels), 5).scores();
    int remembered = 0;
    int guessed = 0;
    for (int i = 0; i < labels.length; i++) {
      remembered += (remembering.score(texts.get(i)) > 0) == (labels[i] > 0) ? 1 : 0;
      guessed += (fair[i] > 0) == (labels[i] > 0) ? 1 : 0;
    }
    assertThat(remembered).isGreaterThan(550);
    assertThat(guessed).isBetween(250, 350);
  }

  /** Law: how closely labels are followed is chosen by texts that were not seen. */
  @Test
  void labels_that_only_chance_gave_are_followed_least() {
    var texts = new ArrayList<Words>();
    double[] chance = new double[400];
    double[] told = new double[400];
    var random = new Random(3);
    for (int i = 0; i < chance.length; i++) {
      chance[i] = random.nextInt(2);
      told[i] = i % 2;
      texts.add(Words.of("word%d %s".formatted(random.nextInt(40), i % 2 == 1 ? "easy" : "hard")));
    }
    assertThat(TextClassifier.crossFit(texts, Targets.of(chance), 5).strength())
        .isLessThan(TextClassifier.crossFit(texts, Targets.of(told), 5).strength());
  }
}
