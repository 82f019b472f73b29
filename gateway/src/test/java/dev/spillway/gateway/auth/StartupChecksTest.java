package dev.spillway.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartupChecksTest {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "::1"})
  void on_loopback_no_key_is_needed(String host) {
    assertThat(StartupChecks.keyWhereNeeded(host, false)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
  void elsewhere_a_key_is_needed_and_one_line_says_how_to_set_it(String host) {
    assertThat(StartupChecks.keyWhereNeeded(host, false))
        .hasValueSatisfying(line -> assertThat(line).contains("SPILLWAY_API_KEY").hasLineCount(1));
    assertThat(StartupChecks.keyWhereNeeded(host, true)).isEmpty();
  }

  @Test
  void a_secret_that_is_too_short_is_refused_in_one_line_that_names_the_field_and_not_the_secret() {
    assertThat(StartupChecks.secretLongEnough(Optional.of("fifteen-letters")))
        .hasValueSatisfying(
            line ->
                assertThat(line)
                    .contains("spillway.cache.secret", "SPILLWAY_CACHE_SECRET", "16")
                    .doesNotContain("fifteen")
                    .hasLineCount(1));
    assertThat(StartupChecks.secretLongEnough(Optional.of("sixteen-letters!"))).isEmpty();
    assertThat(StartupChecks.secretLongEnough(Optional.empty())).isEmpty();
  }

  @Test
  void one_tenant_is_not_enough_to_share_what_it_sent() {
    for (int enough : new int[] {0, 2, 1_000}) {
      assertThat(StartupChecks.tenantsEnough(enough)).isEmpty();
    }
    for (int wrong : new int[] {-1, 1, 1_001}) {
      assertThat(StartupChecks.tenantsEnough(wrong).orElseThrow())
          .contains("spillway.cache.shared-after-tenants is " + wrong);
    }
  }

  @Test
  void a_port_in_use_is_told_in_one_line_that_says_what_to_do() throws IOException {
    int port;
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
      assertThat(StartupChecks.portFree("127.0.0.1", port))
          .hasValueSatisfying(
              line ->
                  assertThat(line)
                      .contains(Integer.toString(port))
                      .contains("SPILLWAY_PORT")
                      .hasLineCount(1));
    }
    assertThat(StartupChecks.portFree("127.0.0.1", port)).isEmpty();
  }
}
