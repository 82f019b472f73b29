package dev.spillway.router.length;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class ConformalLevelTest {

  @Property(seed = "1")
  void in_the_long_run_no_more_are_longer_than_wanted_if_the_lowest_level_covers_them(
      @ForAll @Size(min = 200, max = 2_000) List<Boolean> couldMiss) {
    var level = new ConformalLevel(0.1);
    int missed = 0;
    for (boolean could : couldMiss) {
      boolean misses = could && level.level() > level.least();
      missed += misses ? 1 : 0;
      level.learn(misses);
    }
    // Gibbs and Candès 2021, proposition 4.1, for a rate of 0.01.
    double bound = (0.9 + 0.01) / (0.01 * couldMiss.size());
    assertThat((double) missed / couldMiss.size()).isLessThanOrEqualTo(0.1 + bound);
  }

  @Property(seed = "1")
  void the_model_is_never_taken_to_be_wrong_by_more_than_a_factor_of_a_hundred(
      @ForAll List<Boolean> misses) {
    var level = new ConformalLevel(0.1);
    for (boolean miss : misses) {
      level.learn(miss);
      assertThat(level.level()).isBetween(0.001, 0.991);
    }
  }
}
