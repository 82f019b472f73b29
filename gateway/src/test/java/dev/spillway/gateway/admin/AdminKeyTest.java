package dev.spillway.gateway.admin;

import static io.restassured.RestAssured.given;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.spillway.gateway.policy.Database;
import dev.spillway.gateway.policy.RecordedLog;
import dev.spillway.gateway.policy.StoresProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(StoresProfile.class)
class AdminKeyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject Database database;
  @Inject Vertx vertx;
  @TempDir Path folder;

  private final List<String> shown = new CopyOnWriteArrayList<>();

  @BeforeEach
  void no_gateway_has_started_on_this_database() {
    await(
        database.transaction(
            session -> session.createNativeQuery("delete from admin_key").executeUpdate()));
  }

  @Test
  void the_first_start_shows_the_key_once_and_writes_it_for_its_owner_alone() throws IOException {
    var file = folder.resolve("home/admin-key");
    var made = await(gateway(file).findOrMake());
    assertThat(shown).hasSize(1).first().asString().matches("spw-admin-[A-Za-z0-9_-]{43}");
    var key = shown.getFirst();
    assertThat(made.matches(key)).isTrue();
    assertThat(Files.readString(file)).isEqualTo(key + "\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var left = Files.list(requireNonNull(file.getParent()))) {
      assertThat(left).containsExactly(file);
    }

    var found = await(gateway(folder.resolve("elsewhere")).findOrMake());
    assertThat(found.matches(key)).isTrue();
    assertThat(shown).hasSize(1);
    assertThat(folder.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void of_gateways_that_start_at_once_one_makes_the_key_and_all_accept_it() {
    var starts =
        Stream.generate(() -> gateway(folder.resolve("admin-key")))
            .limit(8)
            .map(gateway -> gateway.findOrMake().subscribeAsCompletionStage().toCompletableFuture())
            .toList();
    CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new)).join();
    assertThat(shown).hasSize(1);
    assertThat(starts).allMatch(start -> start.join().matches(shown.getFirst()));
    assertThat(folder.resolve("admin-key")).hasContent(shown.getFirst());
  }

  @Test
  void a_key_that_cannot_be_written_is_not_made() throws IOException {
    var occupied = Files.writeString(folder.resolve("file"), "in the way");
    assertThatThrownBy(() -> await(gateway(occupied.resolve("admin-key")).findOrMake()))
        .hasMessageContaining("spillway.gateway.admin-key-file");
    assertThat(shown).isEmpty();
    await(gateway(folder.resolve("admin-key")).findOrMake());
    assertThat(shown).hasSize(1);
  }

  @Test
  void a_new_key_is_never_in_the_log() {
    try (var log = RecordedLog.ofAll()) {
      await(gateway(folder.resolve("admin-key")).findOrMake());
      assertThat(log.lines(shown.getFirst())).isEmpty();
    }
  }

  @Test
  void the_default_console_prints_the_key_and_where_it_is_kept() {
    var text = StandardOutputConsole.text("spw-admin-x", Optional.of(Path.of("home", "admin-key")));
    assertThat(text).contains("spw-admin-x").contains("home/admin-key");
  }

  @Test
  void without_a_key_the_admin_api_answers_401() {
    given()
        .get("/admin/v1/policies")
        .then()
        .statusCode(401)
        .body("error.code", equalTo("invalid_api_key"))
        .body("error.message", containsString("Authorization: Bearer"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Bearer " + StoresProfile.ADMIN_KEY + "x",
        "Basic " + StoresProfile.ADMIN_KEY,
        StoresProfile.ADMIN_KEY
      })
  void a_wrong_key_is_turned_away_and_not_repeated(String header) {
    given()
        .header("Authorization", header)
        .contentType("application/json")
        .body("not json: the key comes first")
        .put("/admin/v1/policies/auto")
        .then()
        .statusCode(401)
        .body("error.code", equalTo("invalid_api_key"))
        .body(not(containsString("wrong")))
        .body(not(containsString(StoresProfile.ADMIN_KEY)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer ", "bearer ", "Bearer  "})
  void the_right_key_opens(String scheme) {
    given()
        .header("Authorization", scheme + StoresProfile.ADMIN_KEY)
        .get("/admin/v1/policies")
        .then()
        .statusCode(200);
  }

  private AdminKeyMaker gateway(Path file) {
    return new AdminKeyMaker(
        vertx, database, (key, where) -> shown.add(key), Clock.systemUTC(), Optional.of(file));
  }

  private static <T> T await(Uni<T> outcome) {
    return outcome.await().atMost(PATIENCE);
  }
}
