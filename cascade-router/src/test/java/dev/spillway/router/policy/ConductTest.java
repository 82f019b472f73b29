package dev.spillway.router.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ConductTest {

  /**
   * Of requests that differ in whether small's answer is taken, and in what large would be worth, a
   * draw by the propensity tells the mean of all, once each is weighted by its inverse.
   */
  @Property(tries = 20, seed = "1")
  void weighted_by_the_inverse_propensity_the_drawn_speak_for_all(
      @ForAll @DoubleRange(min = 0.05, max = 1) double explore,
      @ForAll @DoubleRange(min = 0, max = 1) double shadow,
      @ForAll long seed) {
    var conduct = new Conduct(explore, shadow);
    var random = new Random(seed);
    int requests = 40_000;
    double sum = 0;
    double weights = 0;
    double all = 0;
    for (int i = 0; i < requests; i++) {
      boolean small = random.nextInt(3) > 0;
      double worth = small ? 0.2 : 0.9;
      all += worth;
      double propensity = conduct.propensity(false, small);
      if (random.nextDouble() < propensity) {
        sum += worth / propensity;
        weights += 1 / propensity;
      }
    }
    assertThat(sum / weights).isCloseTo(all / requests, within(0.05));
  }

  @Test
  void an_accepted_answer_may_be_drawn_twice_and_what_is_known_need_not_be() {
    var conduct = new Conduct(0.5, 0.5);
    assertThat(conduct.propensity(false, true)).isEqualTo(0.75);
    assertThat(conduct.propensity(false, false)).isEqualTo(0.5);
    assertThat(Conduct.PLAIN.propensity(true, false)).isEqualTo(1);
    assertThat(Conduct.PLAIN.propensity(false, true)).isZero();
  }

  @Test
  void a_share_is_from_0_to_1() {
    assertThatThrownBy(() -> new Conduct(-0.1, 0)).hasMessageContaining("conduct.explore");
    assertThatThrownBy(() -> new Conduct(0, Double.NaN)).hasMessageContaining("conduct.shadow");
  }
}
