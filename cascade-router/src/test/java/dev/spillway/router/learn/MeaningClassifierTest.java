package dev.spillway.router.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MeaningClassifierTest {
  private static final int NUMBERS = 16;

  private final Random random = new Random(1);
  private final List<Meaning> texts = new ArrayList<>();
  private final double[] labels = new double[400];

  /** Nine of ten are labelled by the sign of their first number. */
  private MeaningClassifier learned() {
    for (int i = 0; i < labels.length; i++) {
      float[] vector = new float[NUMBERS];
      for (int j = 0; j < NUMBERS; j++) {
        vector[j] = (float) random.nextGaussian();
      }
      texts.add(Meaning.of("m", vector));
      labels[i] = vector[0] > 0 == random.nextInt(10) > 0 ? 1 : 0;
    }
    var targets = Targets.of(labels);
    return MeaningClassifier.fit(texts, targets, MeaningClassifier.crossFit(texts, targets, 5));
  }

  private static Meaning towards(float first) {
    float[] vector = new float[NUMBERS];
    vector[0] = first;
    return Meaning.of("m", vector);
  }

  @Test
  void it_learns_which_direction_matters() {
    var classifier = learned();
    assertThat(classifier.score(towards(1))).isGreaterThan(1);
    assertThat(classifier.score(towards(-1))).isLessThan(-1);
  }

  @Test
  void of_a_text_that_is_not_known_it_says_what_it_says_in_the_mean() {
    var classifier = learned();
    assertThat(classifier.unknown()).isCloseTo(0, within(0.3));
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 9 == 0 ? 0 : 1;
    }
    var targets = Targets.of(labels);
    var sure = MeaningClassifier.fit(texts, targets, MeaningClassifier.crossFit(texts, targets, 5));
    assertThat(sure.unknown()).isCloseTo(Math.log(8), within(0.3));
  }

  @Test
  void what_was_written_and_read_says_the_same() throws IOException {
    var classifier = learned();
    var bytes = new ByteArrayOutputStream();
    classifier.write(new DataOutputStream(bytes));
    var read =
        MeaningClassifier.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(read.numbers()).isEqualTo(NUMBERS);
    assertThat(read.unknown()).isEqualTo(classifier.unknown());
    assertThat(texts)
        .allSatisfy(text -> assertThat(read.score(text)).isEqualTo(classifier.score(text)));
  }
}
