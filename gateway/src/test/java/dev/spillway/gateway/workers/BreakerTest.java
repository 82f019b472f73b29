package dev.spillway.gateway.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private long now = 1_000_000_000L;
  private double dice = 0.5;
  private final Breaker breaker = new Breaker(() -> now, () -> dice);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private void fails(int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed();
    }
  }

  @BeforeEach
  void aNewOneAdmits() {
    assertThat(breaker.admits()).isTrue();
    assertThat(breaker.begun()).isFalse();
  }

  @Test
  void failures_that_are_not_in_a_row_are_borne() {
    fails(Breaker.FAILURES - 1);
    breaker.succeeded();
    fails(Breaker.FAILURES - 1);
    assertThat(breaker.admits()).isTrue();
  }

  @Test
  void who_fails_in_a_row_rests() {
    fails(Breaker.FAILURES - 1);
    assertThat(breaker.failed()).contains(Breaker.REST);
    assertThat(breaker.admits()).isFalse();
    pass(Breaker.REST.minusNanos(1));
    assertThat(breaker.admits()).isFalse();
  }

  @Test
  void after_a_rest_one_is_let_through_and_its_success_lets_all_through() {
    fails(Breaker.FAILURES);
    pass(Breaker.REST);
    assertThat(breaker.begun()).isTrue();
    assertThat(breaker.admits()).isFalse();
    breaker.succeeded();
    breaker.over();
    assertThat(breaker.admits()).isTrue();
    assertThat(breaker.begun()).isFalse();
  }

  @Test
  void a_trial_that_fails_begins_a_rest_twice_as_long_up_to_a_limit() {
    fails(Breaker.FAILURES);
    var rest = Breaker.REST;
    for (int i = 0; i < 30; i++) {
      pass(rest);
      assertThat(breaker.begun()).isTrue();
      rest = breaker.failed().orElseThrow();
      breaker.over();
      assertThat(breaker.admits()).isFalse();
    }
    assertThat(rest).isEqualTo(Breaker.LONGEST_REST);
  }

  @Test
  void the_second_rest_is_twice_the_first_and_after_a_success_it_is_the_first_again() {
    fails(Breaker.FAILURES);
    pass(Breaker.REST);
    breaker.begun();
    assertThat(breaker.failed()).contains(Breaker.REST.multipliedBy(2));
    breaker.over();
    pass(Breaker.REST.multipliedBy(2));
    breaker.begun();
    breaker.succeeded();
    breaker.over();
    fails(Breaker.FAILURES - 1);
    assertThat(breaker.failed()).contains(Breaker.REST);
  }

  @Test
  void a_trial_of_which_nothing_came_lets_another_through() {
    fails(Breaker.FAILURES);
    pass(Breaker.REST);
    breaker.begun();
    breaker.over();
    assertThat(breaker.begun()).isTrue();
  }

  @Test
  void what_was_begun_before_a_rest_does_not_end_or_prolong_it() {
    fails(Breaker.FAILURES);
    breaker.succeeded();
    assertThat(breaker.failed()).isEmpty();
    assertThat(breaker.admits()).isFalse();
    pass(Breaker.REST);
    assertThat(breaker.admits()).isTrue();
  }

  @Test
  void who_asks_for_a_rest_gets_it_at_once_and_says_for_how_long() {
    breaker.asks(Duration.ofSeconds(7));
    pass(Duration.ofSeconds(2));
    assertThat(breaker.admits()).isFalse();
    assertThat(breaker.wanted()).contains(Duration.ofSeconds(5));
    breaker.asks(Duration.ofSeconds(1));
    assertThat(breaker.wanted()).contains(Duration.ofSeconds(5));
    pass(Duration.ofSeconds(5));
    assertThat(breaker.wanted()).isEmpty();
    assertThat(breaker.admits()).isTrue();
  }

  @Test
  void a_rest_after_failures_was_not_asked_for() {
    fails(Breaker.FAILURES);
    assertThat(breaker.wanted()).isEmpty();
  }

  @Test
  void rests_are_spread() {
    dice = 0;
    fails(Breaker.FAILURES - 1);
    assertThat(breaker.failed()).contains(Breaker.REST.multipliedBy(4).dividedBy(5));
  }
}
