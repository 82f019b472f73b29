package dev.spillway.router.length;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class ConformalLevelTest {

  @Property(seed = "1")
  void in_the_long_run_no_more_are_missed_than_wanted_whatever_comes(
      @ForAll @Size(min = 200, max = 2_000) List<Boolean> wouldMiss) {
    var level = new ConformalLevel(0.1);
    int missed = 0;
    for (boolean miss : wouldMiss) {
      // At level 0 every length is covered.
      boolean missesNow = miss && level.level() > 0;
      missed += missesNow ? 1 : 0;
      level.learn(missesNow);
    }
    // Gibbs and Candès 2021, proposition 4.1, for a rate of 0.01.
    double bound = (0.9 + 0.01) / (0.01 * wouldMiss.size());
    assertThat((double) missed / wouldMiss.size()).isLessThanOrEqualTo(0.1 + bound);
  }

  @Property(seed = "1")
  void a_level_is_a_probability(@ForAll List<Boolean> misses) {
    var level = new ConformalLevel(0.5);
    for (boolean miss : misses) {
      level.learn(miss);
      assertThat(level.level()).isBetween(0.0, 1.0);
    }
  }
}
