package dev.spillway.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.testkit.Ports;
import dev.spillway.testkit.TemporaryFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code ./spillway up}: everything in one process, with the stores that it brings. */
class UpIT extends EndToEndContract {
  private static Path home;
  private static Spawned up;
  private static Deployment deployment;

  @BeforeAll
  static void start() throws IOException {
    home = TemporaryFolder.create("spillway-e2e-up");
    var port = Ports.free();
    up =
        Spawned.start(
                Map.of("SPILLWAY_HOME", home.toString(), "SPILLWAY_PORT", Integer.toString(port)),
                "up")
            .awaitOutput("Ctrl-C stops");
    var base = URI.create("http://localhost:" + port);
    var adminKey = Files.readString(home.resolve("admin-key")).strip();
    deployment = new Deployment(new Api(base), base.resolve("/q/metrics"), adminKey);
  }

  @AfterAll
  static void stop() {
    up.close();
    TemporaryFolder.delete(home);
  }

  /** What a client may do goes through the gateway. */
  @Test
  void the_workers_own_interface_is_not_open_at_the_gateways_port() {
    var reply =
        deployment.api().post("/spillway.worker.v1.ModelWorker/Describe", "application/grpc");
    assertThat(reply.status()).isEqualTo(404);
  }

  @Override
  Deployment deployment() {
    return deployment;
  }
}
