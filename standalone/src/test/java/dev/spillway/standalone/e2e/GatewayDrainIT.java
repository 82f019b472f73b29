package dev.spillway.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.testkit.Ports;
import dev.spillway.testkit.TemporaryFolder;
import java.net.URI;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** A gateway that is told to stop, as Ctrl-C or a rolling update does, in the midst of replies. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GatewayDrainIT {
  private static final int STREAMS = 4;

  @Test
  void a_gateway_that_is_told_to_stop_finishes_the_streams_that_it_began() throws Exception {
    var home = TemporaryFolder.create("spillway-e2e-stop");
    var base = URI.create("http://localhost:" + Ports.free());
    try (var gateway =
        Spawned.start(
                Map.of(
                    "SPILLWAY_HOME",
                    home.toString(),
                    "SPILLWAY_PORT",
                    Integer.toString(base.getPort())),
                "up")
            .awaitOk(base.resolve("/q/health/ready"))) {
      var api = new Api(base);
      var question = Api.question("demo-large", "Count from 1 to 40.");
      var streams = IntStream.range(0, STREAMS).mapToObj(i -> api.open(question).body()).toList();
      var status = gateway.terminate();
      for (var lines : streams) {
        var read = lines.filter(line -> !line.isEmpty()).toList();
        assertThat(read).last().isEqualTo("data: [DONE]");
        assertThat(read).noneMatch(line -> line.contains("\"error\""));
      }
      assertThat(status).as(gateway.output()).isIn(0, 143);
      assertThat(gateway.output()).doesNotContain("Exception");
    } finally {
      TemporaryFolder.delete(home);
    }
  }
}
