package dev.spillway.gateway.learning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.router.drift.Drift;
import dev.spillway.router.drift.Observation;
import dev.spillway.router.drift.Promise;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class WatchedTest {
  private static final Promise PROMISE =
      new Promise(OptionalDouble.of(0.9), OptionalDouble.empty(), OptionalDouble.empty(), 0.05);
  private static final Observation SMALL = new Observation.Answered(true);
  private static final Observation LARGE = new Observation.Answered(false);

  private final Watched watched = new Watched(1, PROMISE);

  @Test
  void what_is_seen_here_counts_here_at_once_and_is_told_once() {
    watched.observe(SMALL);
    watched.observe(LARGE);
    assertThat(seen()).isEqualTo(2);
    assertThat(watched.tell()).containsExactly(SMALL, LARGE);
    watched.observe(SMALL);
    assertThat(watched.tell()).isEmpty();
    watched.told(known(1, 102));
    assertThat(seen()).isEqualTo(103);
    assertThat(watched.tell()).containsExactly(SMALL);
  }

  @Test
  void what_could_not_be_told_is_told_later_and_first() {
    watched.observe(SMALL);
    watched.tell();
    watched.observe(LARGE);
    watched.untellable();
    assertThat(seen()).isEqualTo(2);
    assertThat(watched.tell()).containsExactly(SMALL, LARGE);
  }

  @Test
  void what_others_told_is_heard_below_what_was_seen_here() {
    watched.observe(LARGE);
    watched.heard(known(5, 50));
    assertThat(seen()).isEqualTo(51);
    watched.heard(known(4, 40));
    assertThat(seen()).isEqualTo(51);
    watched.tell();
    watched.heard(known(6, 60));
    assertThat(seen()).isEqualTo(51);
    watched.told(known(7, 61));
    assertThat(seen()).isEqualTo(61);
  }

  @Test
  void an_alarm_that_others_raised_is_a_change_here_and_so_is_its_end() {
    var drift = new Drift(PROMISE);
    for (int i = 0; i < 300; i++) {
      drift.observe(LARGE);
    }
    var raised = watched.heard(new DriftStore.Known("p", 1, 1, drift.memory()));
    assertThat(raised.left()).containsExactly("acceptance");
    var over = watched.heard(known(2, 10));
    assertThat(over.returned()).containsExactly("acceptance");
  }

  @Test
  void only_so_much_waits_to_be_told() {
    for (int i = 0; i < Watched.MOST_UNTOLD + 10; i++) {
      watched.observe(SMALL);
    }
    assertThat(watched.untold()).isEqualTo(Watched.MOST_UNTOLD);
    assertThat(seen()).isEqualTo(Watched.MOST_UNTOLD + 10);
    assertThat(watched.tell()).hasSize(Watched.MOST_UNTOLD);
    watched.observe(SMALL);
    assertThat(watched.untold()).isEqualTo(Watched.MOST_UNTOLD);
    watched.superseded();
    assertThat(watched.untold()).isZero();
  }

  private long seen() {
    return watched.view().states().getFirst().seen();
  }

  private static DriftStore.Known known(long revision, int seen) {
    var drift = new Drift(PROMISE);
    for (int i = 0; i < seen; i++) {
      drift.observe(i % 10 == 0 ? LARGE : SMALL);
    }
    return new DriftStore.Known("p", 1, revision, drift.memory());
  }
}
