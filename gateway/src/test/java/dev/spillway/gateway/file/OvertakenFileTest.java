package dev.spillway.gateway.file;

import static dev.spillway.gateway.tenancy.AdminApi.admin;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.testkit.Await;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that changes while a gateway starts that has read it already. */
@QuarkusTest
@TestProfile(FileProfile.class)
class OvertakenFileTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int LOOKS_UNTIL_TRIED_AGAIN = 5;
  private static final AtomicInteger TESTS = new AtomicInteger();

  /** No test finds another's. */
  private final String policy = "overtaken-" + TESTS.incrementAndGet();

  private final List<FileGateway> gateways = new ArrayList<>();

  // JUnit and Quarkus set them before each test.
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  @Inject
  FileGateway.Maker maker;

  @AfterEach
  void close() {
    gateways.forEach(FileGateway::close);
  }

  /** A gateway that has read the file, and will do what it is told. */
  private record Starting(WatchedFile watched, FileGateway gateway) {
    SpillwayFile atStart() {
      return watched.atStart().orElseThrow();
    }

    Uni<Void> begins() {
      return gateway.applier().begin(atStart());
    }

    void begin() {
      begins().await().atMost(PATIENCE);
    }

    void look(int times) {
      for (int time = 0; time < times; time++) {
        gateway.applier().follow(watched.look()).await().atMost(PATIENCE);
      }
    }

    FileStatus status() {
      return gateway.applier().status();
    }
  }

  private Starting starting() {
    var config =
        new SmallRyeConfigBuilder()
            .withSources(
                new PropertiesConfigSource(
                    Map.of(FileLocation.PROPERTY, path().toString()), "test", 400))
            .withSources(new FileSource())
            .build();
    var watched = new FileBeans().file(config);
    var gateway = maker.make(watched.atStart().orElseThrow(), watched);
    gateways.add(gateway);
    return new Starting(watched, gateway);
  }

  private Path path() {
    return folder.resolve("spillway.yaml");
  }

  private void write(String text) {
    try {
      Files.writeString(path(), text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String content(String threshold) {
    return """
    tiers:
      small: {price: {input: 1, output: 1}}
      large: {price: {input: 5, output: 5}}
    policies:
      %s: {tiers: [small, large], scorer: min-probability, thresholds: [%s]}
    settings:
      gateway.deadline: 45s
    # %s
    """
        .formatted(policy, threshold, folder);
  }

  /** What was written of a content: each time that it was found to differ is a row. */
  private static List<String> audited(String content) {
    var sha256 = FileReader.sha256(content.getBytes(UTF_8));
    return admin()
        .get("/admin/v1/audit?request_id=" + sha256.substring(0, 32))
        .path("data.resource");
  }

  /** Sessions go on on the context where they began. */
  private static Uni<Void> here(CompletableFuture<Void> done) {
    var here = Vertx.currentContext();
    return Uni.createFrom()
        .completionStage(done)
        .emitOn(task -> here.runOnContext(ignored -> task.run()));
  }

  private String row() {
    return "/admin/v1/policies/" + policy;
  }

  @Test
  void a_gateway_that_starts_does_not_write_what_others_have_overtaken() {
    write(content("0.1"));
    var running = starting();
    running.begin();
    var starting = starting();
    write(content("0.2"));
    running.look(2);
    assertThat(running.gateway().version(policy)).isEqualTo(2);

    starting.begin();
    assertThat(starting.status().state()).isEqualTo(FileStatus.State.PENDING);
    assertThat(starting.status().errors())
        .containsExactly(path() + " has changed since this was read from it");
    starting.look(2);
    assertThat(starting.status().state()).isEqualTo(FileStatus.State.APPLIED);
    assertThat(starting.gateway().version(policy)).isEqualTo(2);
    assertThat(audited(content("0.1"))).containsExactly(row());
    assertThat(audited(content("0.2"))).containsExactly(row());
  }

  @Test
  void what_is_overtaken_while_it_waits_for_another_gateway_is_not_written() {
    write(content("0.1"));
    var starting = starting();
    var database = starting.gateway().stores().database;
    var held = new CompletableFuture<Void>();
    var letGo = new CompletableFuture<Void>();
    var another =
        database
            .transaction(
                session ->
                    session
                        .createNativeQuery(
                            "select cast(pg_advisory_xact_lock(%d) as text)"
                                .formatted(FileTransaction.LOCK),
                            String.class)
                        .getSingleResult()
                        .invoke(() -> held.complete(null))
                        .chain(() -> here(letGo)))
            .subscribeAsCompletionStage();
    held.join();
    var begun = starting.begins().subscribeAsCompletionStage();
    Await.until(
        () ->
            database
                    .transaction(
                        session ->
                            session
                                .createNativeQuery(
                                    "select count(*) from pg_locks where locktype = 'advisory'"
                                        + " and not granted",
                                    Long.class)
                                .getSingleResult())
                    .await()
                    .atMost(PATIENCE)
                == 1,
        () -> "nobody waits for the lock");
    write(content("0.2"));
    letGo.complete(null);
    another.join();
    begun.join();
    assertThat(starting.status().state()).isEqualTo(FileStatus.State.PENDING);
    assertThat(audited(content("0.1"))).isEmpty();
    starting.look(2);
    assertThat(starting.gateway().version(policy)).isEqualTo(1);
    assertThat(audited(content("0.2"))).containsExactly(row());
  }

  @Test
  void a_content_that_comes_back_is_applied() {
    write(content("0.1"));
    var starting = starting();
    write(content("0.2"));
    starting.begin();
    write(content("0.1"));
    starting.look(LOOKS_UNTIL_TRIED_AGAIN);
    assertThat(starting.status().state()).isEqualTo(FileStatus.State.APPLIED);
    assertThat(starting.status().sha256()).isEqualTo(starting.atStart().sha256());
    assertThat(audited(content("0.1"))).containsExactly(row());
    assertThat(audited(content("0.2"))).isEmpty();
  }

  @Test
  void a_file_that_is_wrong_now_or_gone_overtakes_nothing() throws IOException {
    write(content("0.1"));
    var first = starting();
    var second = starting();
    write("tiers: {");
    first.begin();
    assertThat(first.status().state()).isEqualTo(FileStatus.State.APPLIED);
    Files.delete(path());
    second.begin();
    assertThat(second.status().state()).isEqualTo(FileStatus.State.APPLIED);
    assertThat(audited(content("0.1"))).containsExactly(row());
  }

  @Test
  void what_is_in_force_at_the_start_is_of_the_content_that_settings_were_taken_from() {
    write(content("0.1"));
    var starting = starting();
    write(content("0.2").replace("45s", "46s"));
    starting.begin();
    starting.look(2);
    assertThat(starting.status().state()).isEqualTo(FileStatus.State.REFUSED);
    assertThat(starting.status().errors())
        .containsExactly(
            path()
                + ":1:1: settings: spillway.gateway.deadline changes only at start: restart to"
                + " apply");
    assertThat(audited(content("0.1"))).isEmpty();
  }
}
