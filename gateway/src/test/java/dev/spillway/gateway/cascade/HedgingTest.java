package dev.spillway.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.router.Price;
import dev.spillway.router.Tier;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HedgingTest {
  private static final Tier TIER =
      new Tier("t", "t", Price.perMillion(BigDecimal.ONE, BigDecimal.ONE));

  private final Hedging hedging = new Hedging(0.05);

  @Test
  void what_is_late_is_known_when_enough_has_begun() {
    for (int i = 1; i < Hedging.ENOUGH; i++) {
      hedging.begun(TIER, Duration.ofMillis(i));
    }
    assertThat(hedging.patience(TIER)).isEmpty();
    hedging.begun(TIER, Duration.ofMillis(Hedging.ENOUGH));
    assertThat(hedging.patience(TIER)).contains(Duration.ofMillis(39));
  }

  @Test
  void what_was_long_ago_does_not_count() {
    for (int i = 0; i < Hedging.WINDOW; i++) {
      hedging.begun(TIER, Duration.ofSeconds(9));
    }
    for (int i = 0; i < Hedging.WINDOW; i++) {
      hedging.begun(TIER, Duration.ofMillis(5));
    }
    assertThat(hedging.patience(TIER)).contains(Duration.ofMillis(5));
  }

  @Test
  void no_more_than_a_share_is_asked_twice() {
    int saved = 0;
    while (saved < 100 && hedging.mayAsk(TIER)) {
      saved++;
    }
    assertThat(saved).isEqualTo(5);
    int twice = 0;
    for (int i = 0; i < 1_000; i++) {
      hedging.begun(TIER, Duration.ofMillis(5));
      twice += hedging.mayAsk(TIER) ? 1 : 0;
    }
    assertThat(twice).isBetween(49, 50);
  }

  @Test
  void what_is_not_asked_twice_is_not_saved_up_for_long() {
    for (int i = 0; i < 10_000; i++) {
      hedging.begun(TIER, Duration.ofMillis(5));
    }
    int twice = 0;
    while (twice < 100 && hedging.mayAsk(TIER)) {
      twice++;
    }
    assertThat(twice).isEqualTo(5);
  }

  @Test
  void without_a_share_nobody_is_asked_twice() {
    for (int i = 0; i < Hedging.WINDOW; i++) {
      Hedging.NONE.begun(TIER, Duration.ofMillis(5));
    }
    assertThat(Hedging.NONE.patience(TIER)).isEmpty();
    assertThat(Hedging.NONE.mayAsk(TIER)).isFalse();
  }
}
