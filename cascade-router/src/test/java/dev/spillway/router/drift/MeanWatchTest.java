package dev.spillway.router.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MeanWatchTest {

  /**
   * Law: whatever the numbers, as long as no mean is above the bound, the evidence expected after n
   * of them is at most n. All ways that a few coins can fall, each coin with a bias of its own.
   */
  @Property(tries = 100, seed = "1")
  void the_evidence_expected_of_numbers_within_the_bound_is_at_most_their_count(
      @ForAll @DoubleRange(min = 0.05, max = 1) double bound,
      @ForAll @Size(min = 1, max = 10) List<@DoubleRange(min = 0, max = 1) Double> shares) {
    double expected = 0;
    int coins = shares.size();
    for (int fall = 0; fall < 1 << coins; fall++) {
      var watch = new MeanWatch(bound);
      double probability = 1;
      for (int i = 0; i < coins; i++) {
        boolean heads = (fall >> i & 1) != 0;
        double bias = bound * shares.get(i);
        probability *= heads ? bias : 1 - bias;
        watch.observe(heads ? 1 : 0);
      }
      expected += probability * watch.evidence();
    }
    assertThat(expected).isLessThanOrEqualTo(coins * (1 + 1e-9));
  }

  /** At the bound itself it is exactly the count: nothing is given away. */
  @Test
  void at_the_bound_the_evidence_expected_is_the_count() {
    double bound = 0.3;
    double expected = 0;
    for (int fall = 0; fall < 1 << 8; fall++) {
      var watch = new MeanWatch(bound);
      for (int i = 0; i < 8; i++) {
        watch.observe(fall >> i & 1);
      }
      int heads = Integer.bitCount(fall);
      expected += Math.pow(bound, heads) * Math.pow(1 - bound, 8 - heads) * watch.evidence();
    }
    assertThat(expected).isCloseTo(8, within(1e-9));
  }

  @Test
  void a_bound_that_nothing_can_exceed_is_never_exceeded() {
    var watch = new MeanWatch(1);
    for (int i = 0; i < 5_000; i++) {
      watch.observe(1);
    }
    assertThat(watch.evidence()).isLessThanOrEqualTo(5_000);
  }
}
