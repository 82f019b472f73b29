package dev.spillway.router.fair;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class EntranceTest {

  @Test
  void what_would_be_in_time_may_wait() {
    assertThat(Entrance.of(false, 6, 2, 4, 3, 10)).isEqualTo(new Entrance.Open(2));
  }

  @Test
  void what_would_be_late_by_its_own_time_may_not() {
    assertThat(Entrance.of(false, 6, 2, 4, 9, 10)).isEqualTo(new Entrance.TooLate(11, 1));
    assertThat(Entrance.of(false, 6, 2, 4, 8, 10)).isEqualTo(new Entrance.Open(2));
  }

  @Test
  void a_full_line_says_when_those_who_wait_are_served() {
    assertThat(Entrance.of(true, 30, 2, 4, 3, 1_000)).isEqualTo(new Entrance.Full(8));
  }

  @Test
  void where_nothing_is_known_it_may_wait() {
    assertThat(Entrance.of(false, 0, 0, 4, 0, 0.1)).isEqualTo(new Entrance.Open(0));
  }

  /** Whoever comes back when told, and finds nobody new, may wait. */
  @Property(tries = 200, seed = "1")
  void the_time_to_come_back_is_honest(
      @ForAll @DoubleRange(min = 0, max = 1_000) double before,
      @ForAll @IntRange(min = 1, max = 64) int places,
      @ForAll @DoubleRange(min = 0, max = 60) double own,
      @ForAll @DoubleRange(min = 60, max = 120) double left) {
    if (Entrance.of(false, before, 1, places, own, left) instanceof Entrance.TooLate late) {
      double gone = before - places * late.againSeconds();
      assertThat(late.finishSeconds() - late.againSeconds()).isCloseTo(left, Offset.offset(1e-6));
      assertThat(Entrance.of(false, gone - 1e-6 * places, 1, places, own, left))
          .isInstanceOf(Entrance.Open.class);
    }
  }
}
