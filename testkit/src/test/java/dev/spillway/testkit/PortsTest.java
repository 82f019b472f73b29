package dev.spillway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void a_port_is_free_is_given_once_and_is_none_that_a_connection_may_take() {
    var given = new HashSet<Integer>();
    for (int i = 0; i < 500; i++) {
      var port = i % 2 == 0 ? Ports.free() : Ports.freeInCluster();
      assertThat(port).isBetween(1_024, 32_767);
      assertThat(Ports.isFree(port)).isTrue();
      assertThat(given.add(port)).as("%d is given once", port).isTrue();
    }
  }

  @Test
  void a_port_in_a_cluster_has_room_for_its_bus() throws IOException {
    var taken = new ArrayList<ServerSocket>();
    try {
      // They are given in order, so the next ones lack their bus.
      int next = Ports.freeInCluster() + 1;
      for (int port = next; port < next + 5; port++) {
        if (Ports.isFree(port + 10_000)) {
          taken.add(new ServerSocket(port + 10_000));
        }
      }
      assertThat(IntStream.range(0, 10).map(i -> Ports.freeInCluster()))
          .allSatisfy(
              port -> {
                assertThat(port + 10_000).isLessThan(32_768);
                assertThat(Ports.isFree(port + 10_000)).isTrue();
              });
    } finally {
      for (var socket : taken) {
        socket.close();
      }
    }
  }

  @Test
  void a_port_at_which_somebody_listens_on_loopback_is_not_free() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(Ports.isFree(taken.getLocalPort())).isFalse();
    }
  }
}
