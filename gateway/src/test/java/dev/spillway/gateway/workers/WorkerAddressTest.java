package dev.spillway.gateway.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerAddressTest {

  @Test
  void a_host_and_a_port_are_read_also_of_ipv6() {
    assertThat(WorkerAddress.parse(" worker-0.workers:9000 "))
        .isEqualTo(new WorkerAddress("worker-0.workers", 9000));
    assertThat(WorkerAddress.parse("[::1]:9000")).isEqualTo(new WorkerAddress("::1", 9000));
    assertThat(WorkerAddress.parse("[::1]:9000")).hasToString("[::1]:9000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", "host:", ":9000", "host:0", "host:65536", "http://host:1"})
  void anything_else_is_refused_by_the_property_s_name(String text) {
    assertThatThrownBy(() -> WorkerAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("spillway.gateway.workers");
  }
}
