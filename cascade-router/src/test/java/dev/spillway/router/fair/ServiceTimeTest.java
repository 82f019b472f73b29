package dev.spillway.router.fair;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ServiceTimeTest {

  @Test
  void nothing_is_said_before_enough_was_seen() {
    var time = new ServiceTime();
    for (int i = 0; i < ServiceTime.ENOUGH - 1; i++) {
      time.learn(10, 10, 10, 1);
    }
    assertThat(time.estimate()).isEmpty();
    time.learn(10, 10, 10, 1);
    assertThat(time.estimate()).isPresent();
  }

  @Property(tries = 100, seed = "1")
  void reading_and_writing_are_told_apart(
      @ForAll @IntRange(min = 100, max = 10_000) int readMicros,
      @ForAll @IntRange(min = 1_000, max = 100_000) int writtenMicros,
      @ForAll long seed) {
    double read = readMicros / 1e6;
    double written = writtenMicros / 1e6;
    var random = new Random(seed);
    var time = new ServiceTime();
    for (int i = 0; i < 200; i++) {
      double prompt = 10 + random.nextInt(4_000);
      double answer = 1 + random.nextInt(400);
      time.learn(prompt, answer, answer, read * prompt + written * answer);
    }
    var estimate = time.estimate().orElseThrow();
    assertThat(estimate.perRead()).isCloseTo(read, Percentage.withPercentage(1));
    assertThat(estimate.perWritten()).isCloseTo(written, Percentage.withPercentage(1));
  }

  @Property(tries = 100, seed = "1")
  void no_speed_is_ever_negative_or_without_a_number(@ForAll long seed) {
    var random = new Random(seed);
    var time = new ServiceTime();
    for (int i = 0; i < 100; i++) {
      double prompt = random.nextInt(3) * 100.0;
      double answer = random.nextInt(3) * 10.0;
      time.learn(prompt, random.nextInt(40), answer, random.nextDouble());
    }
    var estimate = time.estimate().orElseThrow();
    assertThat(estimate.perRead()).isNotNegative().isFinite();
    assertThat(estimate.perWritten()).isNotNegative().isFinite();
    assertThat(estimate.least(100, 10)).isBetween(0.0, estimate.seconds(100, 10));
  }

  @Test
  void where_longer_texts_take_less_time_they_take_none_of_it() {
    var shorterPrompts = new ServiceTime();
    var shorterAnswers = new ServiceTime();
    for (int i = 0; i < 100; i++) {
      boolean even = i % 2 == 0;
      shorterPrompts.learn(even ? 100 : 10, 10, 10, even ? 1 : 2);
      shorterAnswers.learn(10, 10, even ? 100 : 10, even ? 1 : 2);
    }
    var written = shorterPrompts.estimate().orElseThrow();
    assertThat(written.perRead()).isZero();
    assertThat(written.seconds(0, 10)).isBetween(1.0, 2.0);
    var read = shorterAnswers.estimate().orElseThrow();
    assertThat(read.perWritten()).isZero();
    assertThat(read.seconds(10, 0)).isBetween(1.0, 2.0);
  }

  @Test
  void a_token_that_is_written_is_twice_the_service_of_one_that_is_read() {
    assertThat(Work.tokens(30, 4)).isEqualTo(38);
  }

  @Property(tries = 20, seed = "1")
  void one_in_ten_stays_below_the_least(@ForAll long seed) {
    var random = new Random(seed);
    var time = new ServiceTime();
    int below = 0;
    int counted = 0;
    for (int i = 0; i < 5_000; i++) {
      double answer = 1 + random.nextInt(400);
      double took = 0.01 * answer;
      double predicted = 200;
      if (i >= 1_000) {
        counted++;
        below += took < time.estimate().orElseThrow().least(10, predicted) ? 1 : 0;
      }
      time.learn(10, predicted, answer, took);
    }
    assertThat((double) below / counted).isCloseTo(0.1, Offset.offset(0.03));
  }

  @Test
  void a_tier_that_gets_slower_is_followed() {
    var time = new ServiceTime();
    for (int i = 0; i < 100; i++) {
      time.learn(10, 10, 10 + i % 5, 1);
    }
    for (int i = 0; i < 300; i++) {
      time.learn(10, 10, 10 + i % 5, 4);
    }
    assertThat(time.estimate().orElseThrow().mean()).isCloseTo(4, Percentage.withPercentage(1));
  }
}
