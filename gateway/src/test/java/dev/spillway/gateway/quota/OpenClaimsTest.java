package dev.spillway.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.router.Money;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OpenClaimsTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
  private final OpenClaims open = new OpenClaims(nanos::get, Duration.ofSeconds(10));
  private final Lease lease = new Lease(Duration.ofSeconds(1), nanos::get);

  @Test
  void what_is_under_way_is_renewed_until_it_is_over_or_older_than_any_request_may_be() {
    open.add(claim("a", "org_x"), lease);
    open.add(claim("b", "org_y"), lease);
    nanos.addAndGet(Duration.ofSeconds(5).toNanos());
    open.add(claim("c", "org_x"), lease);
    open.remove(claim("b", "org_y"));
    open.remove(claim("b", "org_y"));
    assertThat(renewed()).containsExactly("org_x/a", "org_x/c");
    assertThat(open.count()).isEqualTo(2);
    nanos.addAndGet(Duration.ofSeconds(6).toNanos());
    assertThat(renewed()).containsExactly("org_x/c");
    assertThat(open.count()).isEqualTo(1);
    open.remove(claim("a", "org_x"));
    assertThat(open.count()).isEqualTo(1);
  }

  @Test
  void many_are_renewed_in_batches_that_have_each_once() {
    for (int i = 0; i < 2_500; i++) {
      open.add(claim("r" + i, "org_x"), lease);
    }
    assertThat(renewed()).hasSize(2_500).doesNotHaveDuplicates();
  }

  private List<String> renewed() {
    var renewed = new ArrayList<String>();
    open.inBatches(
        (organisation, leases) -> {
          assertThat(leases).hasSizeLessThanOrEqualTo(1_000);
          leases.keySet().forEach(id -> renewed.add(organisation + "/" + id));
        });
    renewed.sort(String::compareTo);
    return renewed;
  }

  private static Claim claim(String id, String organisation) {
    return new Claim(id, organisation, List.of(), 0, Money.ZERO, LocalDate.EPOCH);
  }
}
