package dev.spillway.worker.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Law: a rank goes by the sequence alone and never falls. */
class MultiLevelFeedbackTest {
  private static final Limits LIMITS = new Limits(1, 1, 1);

  @Property(tries = 200, seed = "1")
  void a_rank_never_falls_and_no_level_gives_more_than_its_quantum(
      @ForAll @IntRange(min = 1, max = 20_000) int prompt,
      @ForAll @IntRange(min = 1, max = 500) int quantum,
      @ForAll @IntRange(min = 1, max = 16) int levels) {
    var order = new MultiLevelFeedback(quantum, levels);
    var sequence = new Sequence(new int[prompt], 3000);
    double entered = order.rank(sequence, LIMITS);
    assertThat(entered).isBetween(0.0, levels - 1.0);
    if (entered > 0) {
      assertThat(order.quantumOf((int) entered - 1)).as("the level above").isLessThan(prompt);
    }
    if (entered < levels - 1) {
      assertThat(order.quantumOf((int) entered)).isGreaterThanOrEqualTo(prompt);
    }
    double rank = entered;
    long since = 0;
    while (!sequence.append(0)) {
      since += Work.ANSWER_TOKEN;
      double now = order.rank(sequence, LIMITS);
      assertThat(now).isGreaterThanOrEqualTo(rank);
      if (now > rank) {
        since = 0;
      } else if (now < levels - 1) {
        assertThat(since).isLessThanOrEqualTo(order.quantumOf((int) now));
      }
      rank = now;
    }
  }

  @Property(tries = 200, seed = "1")
  void who_had_more_of_the_same_is_never_before_one_that_had_less(
      @ForAll @IntRange(min = 1, max = 5_000) int shorter,
      @ForAll @IntRange(min = 0, max = 5_000) int longerBy,
      @ForAll @IntRange(min = 0, max = 1_000) int fewer,
      @ForAll @IntRange(min = 0, max = 1_000) int moreBy) {
    double less = rank(shorter, fewer);
    assertThat(rank(shorter, fewer + moreBy)).isGreaterThanOrEqualTo(less);
    assertThat(rank(shorter + longerBy, 0)).isGreaterThanOrEqualTo(rank(shorter, 0));
  }

  private static double rank(int prompt, int answered) {
    var sequence = new Sequence(new int[prompt], answered + 1);
    for (int i = 0; i < answered; i++) {
      sequence.append(0);
    }
    return MultiLevelFeedback.DEFAULT.rank(sequence, LIMITS);
  }
}
