package dev.spillway.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.router.Price;
import dev.spillway.router.Tier;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetriesTest {
  private static final Price PRICE = Price.perMillion(BigDecimal.ONE, BigDecimal.ONE);
  private static final Tier UPSTREAM = new Tier("up", "up", PRICE);
  private static final Tier OWN = new Tier("own", "own", PRICE);
  private static final ErrorKind FAILED = new ErrorKind.WorkerFailed("x");

  private static final Duration LONG = Duration.ofMinutes(1);

  private long now;
  private double dice = 1;
  private final Retries retries =
      new Retries(name -> Optional.ofNullable(Map.of("up", 3).get(name)), () -> now, () -> dice);

  @Test
  void each_wait_is_twice_the_one_before_and_drawn_from_its_upper_half() {
    assertThat(retries.wait(UPSTREAM, 0, FAILED, LONG)).contains(Duration.ofMillis(250));
    assertThat(retries.wait(UPSTREAM, 1, FAILED, LONG)).contains(Duration.ofMillis(500));
    dice = 0;
    assertThat(retries.wait(UPSTREAM, 2, FAILED, LONG)).contains(Duration.ofMillis(500));
    assertThat(retries.wait(UPSTREAM, 3, FAILED, LONG)).isEmpty();
  }

  @Test
  void a_tier_of_workers_is_not_given_time() {
    assertThat(retries.wait(OWN, 0, FAILED, LONG)).isEmpty();
    assertThat(retries.elsewhere(OWN)).isTrue();
  }

  @Test
  void what_the_caller_must_mend_is_not_tried_again() {
    assertThat(retries.wait(UPSTREAM, 0, new ErrorKind.UpstreamRejected("x"), LONG)).isEmpty();
  }

  @Test
  void who_says_when_to_come_back_is_waited_for_if_it_is_soon() {
    var soon = new ErrorKind.Overloaded("x", Duration.ofSeconds(2));
    assertThat(retries.wait(UPSTREAM, 0, soon, LONG)).contains(Duration.ofMillis(2_250));
    var late = new ErrorKind.Overloaded("x", Duration.ofSeconds(20));
    assertThat(retries.wait(UPSTREAM, 0, late, LONG)).isEmpty();
  }

  @Test
  void no_more_than_twenty_repetitions_are_saved_up_and_one_comes_with_each_second() {
    for (int i = 0; i < 1_000; i++) {
      retries.asked(UPSTREAM);
    }
    now += Duration.ofHours(1).toNanos();
    assertThat(again()).isEqualTo(20);
    now += Duration.ofMillis(900).toNanos();
    assertThat(again()).isZero();
    now += Duration.ofMillis(100).toNanos();
    assertThat(again()).isEqualTo(1);
  }

  /** How often another endpoint may be asked now. */
  private int again() {
    int again = 0;
    while (again < 100 && retries.elsewhere(UPSTREAM)) {
      again++;
    }
    return again;
  }

  @Test
  void nobody_waits_for_longer_than_its_request_has_time() {
    assertThat(retries.wait(UPSTREAM, 0, FAILED, Duration.ofMillis(250))).isEmpty();
    assertThat(retries.wait(UPSTREAM, 0, FAILED, Duration.ofMillis(251))).isPresent();
  }

  @Test
  void an_upstream_that_fails_everything_gets_a_fifth_more_than_was_asked_of_it() {
    assertThat(again()).isEqualTo(20);
    int again = 0;
    for (int i = 0; i < 1_000; i++) {
      retries.asked(UPSTREAM);
      again += retries.elsewhere(UPSTREAM) ? 1 : 0;
    }
    assertThat(again).isBetween(199, 200);
    assertThat(retries.wait(UPSTREAM, 0, FAILED, LONG)).isEmpty();
    now += Duration.ofSeconds(1).toNanos();
    assertThat(retries.wait(UPSTREAM, 0, FAILED, LONG)).isPresent();
  }
}
