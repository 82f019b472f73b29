package dev.spillway.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.testkit.Ports;
import dev.spillway.testkit.Stores;
import dev.spillway.testkit.TemporaryFolder;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** A gateway that is started where its stores are not. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GatewayWithoutStoresIT {
  private final Path home = TemporaryFolder.create("spillway-e2e-stores");
  private final URI base = URI.create("http://localhost:" + Ports.free());
  private final int nobody = Ports.free();

  @AfterEach
  void delete() {
    TemporaryFolder.delete(home);
  }

  @Test
  void without_its_database_it_ends_with_one_line_that_says_what_is_wrong_and_what_to_do()
      throws Exception {
    var database = "postgresql://user:secret@127.0.0.1:%d/spillway".formatted(nobody);
    try (var gateway = start(database)) {
      assertThat(gateway.awaitExit()).isEqualTo(1);
      assertThat(gateway.output().lines())
          .filteredOn(line -> line.contains("does not start"))
          .singleElement()
          .asString()
          .contains("PostgreSQL at 127.0.0.1:%d/spillway cannot be used (".formatted(nobody))
          .endsWith("; start it, or set SPILLWAY_DATABASE_URL");
      assertThat(gateway.output()).doesNotContain("\tat ", "secret");
    }
  }

  @Test
  void without_redis_it_starts_and_says_what_it_does_without() throws Exception {
    try (var gateway = start(Stores.shared().databaseUrl())) {
      gateway.awaitOk(base.resolve("/q/health/live")).awaitOutput("redis is away");
      assertThat(gateway.output()).doesNotContain("\tat ");
    }
  }

  private Spawned start(String database) {
    return Spawned.start(
        Map.of(
            "SPILLWAY_HOME",
            home.toString(),
            "SPILLWAY_PORT",
            Integer.toString(base.getPort()),
            "SPILLWAY_DATABASE_URL",
            database,
            "SPILLWAY_REDIS_URL",
            "redis://127.0.0.1:" + nobody),
        "gateway");
  }
}
