package dev.spillway.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KnocksTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private long now = -30 * SECOND;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Knocks knocks = new Knocks(3, () -> now, meters);

  @Test
  void after_too_many_failures_an_address_is_not_heard_for_the_rest_of_the_minute() {
    fail("10.0.0.1", 2);
    assertThat(knocks.shutOut("10.0.0.1")).isEmpty();
    fail("10.0.0.1", 1);
    assertThat(knocks.shutOut("10.0.0.1")).contains(Duration.ofSeconds(30));
    assertThat(knocks.shutOut("10.0.0.2")).isEmpty();
    now += 30 * SECOND - 1;
    assertThat(knocks.shutOut("10.0.0.1")).contains(Duration.ofNanos(1));
    now += 1;
    assertThat(knocks.shutOut("10.0.0.1")).isEmpty();
  }

  @Test
  void with_zero_nobody_is_shut_out() {
    var open = new Knocks(0, () -> now, meters);
    IntStream.range(0, 100).forEach(i -> open.adminFailed("10.0.0.1"));
    assertThat(open.shutOut("10.0.0.1")).isEmpty();
  }

  @Test
  void an_ipv6_address_counts_as_its_network() {
    assertThat(Knocks.network("2001:db8:1:2:3:4:5:6"))
        .isEqualTo(Knocks.network("2001:db8:1:2:ffff::1"))
        .isNotEqualTo(Knocks.network("2001:db8:1:3::1"))
        .endsWith("/64");
    assertThat(Knocks.network("10.0.0.1")).isEqualTo("10.0.0.1");
    assertThat(Knocks.network("::1")).isEqualTo("::1");
    assertThat(Knocks.network("::2")).endsWith("/64");
  }

  @Test
  void addresses_are_bounded_and_no_failure_is_forgotten() {
    int addresses = 2 * Knocks.MOST;
    IntStream.range(0, addresses).forEach(i -> fail("a" + i, 4));
    assertThat(knocks.shutOut("a0")).isPresent();
    assertThat(knocks.shutOut("a" + (addresses - 1))).isEmpty();
    var told = knocks.tell(16);
    assertThat(told).hasSize(17);
    assertThat(told.getLast().address()).isEqualTo(Optional.empty());
    assertThat(told.stream().mapToLong(Knocks.Tried::attempts).sum()).isEqualTo(4L * addresses);
    assertThat(knocks.tell(16)).isEmpty();
    assertThat(meters.counter("spillway.auth.failures", "api", "admin").count())
        .isEqualTo(4.0 * addresses);
  }

  @Test
  void what_is_remembered_to_be_told_is_bounded_however_many_ask_for_it() {
    IntStream.range(0, 2 * Knocks.MOST).forEach(i -> fail("a" + i, 1));
    assertThat(knocks.tell(Integer.MAX_VALUE))
        .hasSize(Knocks.MOST + 1)
        .endsWith(new Knocks.Tried(Optional.empty(), Knocks.MOST));
  }

  @Test
  void the_busiest_addresses_are_told() {
    fail("a", 1);
    fail("b", 5);
    fail("c", 3);
    assertThat(knocks.tell(2))
        .containsExactly(
            new Knocks.Tried(Optional.of("b"), 5),
            new Knocks.Tried(Optional.of("c"), 3),
            new Knocks.Tried(Optional.empty(), 1));
  }

  private void fail(String address, int times) {
    IntStream.range(0, times).forEach(i -> knocks.adminFailed(address));
  }
}
