package dev.spillway.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.testkit.Await;
import dev.spillway.testkit.Ports;
import dev.spillway.testkit.TemporaryFolder;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** How {@code up} starts, refuses to start, stops, and comes back. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class UpLifecycleIT {
  /** The end of the banner. */
  private static final String READY = "Ctrl-C stops";

  private static final String POLICY = "/admin/v1/policies/auto";

  private Path home;
  private int port;

  @BeforeEach
  void chooseHome() {
    home = TemporaryFolder.create("spillway-e2e-home");
    port = Ports.free();
  }

  @AfterEach
  void forgetHome() {
    TemporaryFolder.delete(home);
  }

  @Test
  void sigterm_stops_it_with_all_that_it_started_and_the_next_start_finds_its_data()
      throws Exception {
    String key;
    List<ProcessHandle> children;
    try (var up = up(Map.of()).awaitOutput(READY)) {
      key = Files.readString(home.resolve("admin-key")).strip();
      assertThat(up.output()).contains(key);
      assertThat(Files.getPosixFilePermissions(home.resolve("admin-key")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(api().put(POLICY, key, "{\"worth_usd\": 0.123}").status()).isEqualTo(200);
      children = servers();
      assertThat(children).hasSizeGreaterThanOrEqualTo(2);
      up.terminate();
      assertThat(children).noneMatch(ProcessHandle::isAlive);
      assertThat(up.descendants()).isEmpty();
    }
    try (var again = up(Map.of()).awaitOutput(READY)) {
      assertThat(again.output()).doesNotContain(key);
      assertThat(policy(key)).contains("0.123");
    }
  }

  @Test
  void after_a_kill_the_servers_end_by_themselves_and_the_next_start_finds_its_data()
      throws Exception {
    String key;
    try (var up = up(Map.of()).awaitOutput(READY)) {
      key = Files.readString(home.resolve("admin-key")).strip();
      assertThat(api().put(POLICY, key, "{\"worth_usd\": 0.321}").status()).isEqualTo(200);
      var children = servers();
      up.kill();
      for (var child : children) {
        child.onExit().get(30, TimeUnit.SECONDS);
      }
    }
    try (var again = up(Map.of()).awaitOutput(READY)) {
      assertThat(policy(key)).contains("0.321");
      assertThat(again.output()).doesNotContain("WARN  ");
    }
  }

  @Test
  void servers_that_are_killed_are_started_again_with_their_data() throws Exception {
    try (var up = up(Map.of()).awaitOutput(READY)) {
      var key = Files.readString(home.resolve("admin-key")).strip();
      assertThat(api().put(POLICY, key, "{\"worth_usd\": 0.213}").status()).isEqualTo(200);
      var postmaster = home.resolve("data/postgres/postmaster.pid");
      long pid = Long.parseLong(Files.readAllLines(postmaster).getFirst().strip());
      servers().stream()
          .filter(
              server ->
                  server.pid() == pid
                      || server.info().command().filter(name -> name.contains("redis")).isPresent())
          .forEach(ProcessHandle::destroyForcibly);
      up.awaitOutput("Redis had ended and was started again");
      up.awaitOutput("PostgreSQL had ended and was started again");
      Await.until(
          () -> policy(key).contains("0.213") && health().contains("\"redis\": \"up\""),
          this::health);
      assertThat(api().put(POLICY, key, "{\"worth_usd\": 0.123}").status()).isEqualTo(200);
      up.terminate();
      assertThat(servers()).isEmpty();
    }
  }

  @Test
  void a_second_one_on_the_same_home_is_refused_in_one_line() throws Exception {
    try (var first = up(Map.of()).awaitOutput(READY);
        var second = up(Map.of("SPILLWAY_PORT", Integer.toString(Ports.free())))) {
      assertThat(second.awaitExit()).isEqualTo(3);
      assertThat(complaint(second))
          .contains(home.toString(), Long.toString(first.pid()), "SPILLWAY_HOME");
    }
  }

  @Test
  void a_port_in_use_is_one_line_that_names_the_port() throws Exception {
    try (var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        var up = up(Map.of())) {
      assertThat(up.awaitExit()).isEqualTo(3);
      assertThat(complaint(up)).contains(Integer.toString(taken.getLocalPort()), "SPILLWAY_PORT");
      assertThat(home).isEmptyDirectory();
    }
  }

  @Test
  void a_folder_without_models_is_one_line_that_names_the_folder() throws Exception {
    try (var up = up(Map.of("SPILLWAY_MODELS", home.toString()))) {
      assertThat(up.awaitExit()).isEqualTo(3);
      assertThat(complaint(up)).contains(home.toString(), "SPILLWAY_MODELS");
    }
  }

  @Test
  void a_broken_model_file_is_one_line_that_names_the_file() throws Exception {
    var models = Files.createDirectory(home.resolve("models"));
    var broken = Files.writeString(models.resolve("demo-small.gguf"), "this is no model");
    try (var up = up(Map.of("SPILLWAY_MODELS", models.toString()))) {
      assertThat(up.awaitExit()).isEqualTo(3);
      assertThat(complaint(up)).contains(broken.getFileName().toString());
    }
    assertThat(servers()).isEmpty();
  }

  @Test
  void a_home_that_is_a_file_is_one_line_that_names_it() throws Exception {
    var file = Files.writeString(home.resolve("file"), "");
    try (var up = up(Map.of("SPILLWAY_HOME", file.resolve("below").toString()))) {
      assertThat(up.awaitExit()).isEqualTo(3);
      assertThat(complaint(up)).contains(file.toString(), "SPILLWAY_HOME");
    }
  }

  @Test
  void beyond_loopback_it_does_not_start_without_an_api_key() throws Exception {
    try (var up = up(Map.of("SPILLWAY_HOST", "0.0.0.0"))) {
      assertThat(up.awaitExit()).isEqualTo(3);
      assertThat(complaint(up)).contains("SPILLWAY_API_KEY");
    }
  }

  private Spawned up(Map<String, String> more) {
    var environment = new HashMap<String, String>();
    environment.put("SPILLWAY_HOME", home.toString());
    environment.put("SPILLWAY_PORT", Integer.toString(port));
    environment.putAll(more);
    return Spawned.start(environment, "up");
  }

  private Api api() {
    return new Api(URI.create("http://localhost:" + port));
  }

  private String health() {
    return api().get("/q/health").response().body();
  }

  private String policy(String key) {
    return api().get(POLICY, key).response().body();
  }

  /** PostgreSQL and Redis of this home. They are in sessions of their own, so not children. */
  private List<ProcessHandle> servers() {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process
                    .info()
                    .command()
                    .filter(command -> command.startsWith(home.resolve("servers").toString()))
                    .isPresent())
        .toList();
  }

  /** The one line that it prints beside what the JVM says of itself. */
  private static String complaint(Spawned up) {
    var lines = up.output().lines().filter(line -> line.startsWith("spillway: ")).toList();
    assertThat(lines).as(up.output()).hasSize(1);
    assertThat(up.output()).doesNotContain("Exception", "\tat ");
    return lines.getFirst();
  }
}
