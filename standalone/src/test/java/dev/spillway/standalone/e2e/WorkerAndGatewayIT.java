package dev.spillway.standalone.e2e;

import dev.spillway.testkit.Ports;
import dev.spillway.testkit.Stores;
import dev.spillway.testkit.TemporaryFolder;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * {@code ./spillway worker} and {@code ./spillway gateway}: two processes and gRPC between them.
 */
class WorkerAndGatewayIT extends EndToEndContract {
  /** Configured: the first gateway on a database makes a key, and others were on this one. */
  private static final String ADMIN_KEY = "the admin key of this test";

  private static Path home;
  private static Spawned worker;
  private static Spawned gateway;
  private static Deployment deployment;

  @BeforeAll
  static void start() {
    home = TemporaryFolder.create("spillway-e2e-gateway");
    var workerPort = Ports.free();
    var gatewayPort = Ports.free();
    var workerBase = URI.create("http://localhost:" + workerPort);
    var base = URI.create("http://localhost:" + gatewayPort);
    worker =
        Spawned.start(Map.of("SPILLWAY_PORT", Integer.toString(workerPort)), "worker")
            .awaitOk(workerBase.resolve("/q/health/ready"));
    gateway =
        Spawned.start(
                Map.of(
                    "SPILLWAY_HOME", home.toString(),
                    "SPILLWAY_PORT", Integer.toString(gatewayPort),
                    "SPILLWAY_GATEWAY_ADMIN_KEY", ADMIN_KEY,
                    "SPILLWAY_WORKERS", "localhost:" + workerPort,
                    "SPILLWAY_DATABASE_URL", Stores.shared().databaseUrl(),
                    "SPILLWAY_REDIS_URL", Stores.shared().redisUrl()),
                "gateway")
            .awaitOk(base.resolve("/q/health/ready"));
    deployment = new Deployment(new Api(base), workerBase.resolve("/q/metrics"), ADMIN_KEY);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    worker.close();
    TemporaryFolder.delete(home);
  }

  @Override
  Deployment deployment() {
    return deployment;
  }
}
