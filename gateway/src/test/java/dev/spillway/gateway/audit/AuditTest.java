package dev.spillway.gateway.audit;

import static dev.spillway.gateway.tenancy.AdminApi.admin;
import static io.restassured.RestAssured.config;
import static io.restassured.RestAssured.given;
import static io.restassured.config.EncoderConfig.encoderConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.policy.Database;
import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.gateway.tenancy.AdminApi;
import dev.spillway.testkit.Await;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who changed what, from the request to the administrator who reads it. */
@QuarkusTest
@TestProfile(AuditProfile.class)
class AuditTest {
  private static final String AT = "/admin/v1/audit";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String REQUEST_ID = "x-spillway-request-id";

  @Inject Database database;
  @Inject ObjectMapper json;

  @AfterEach
  void changes_can_be_written_again() {
    sql("alter table audit drop constraint if exists nothing_new");
  }

  @Test
  void a_change_is_told_with_what_was_before_and_is_after() throws IOException {
    var organisation = AdminApi.organisation("{}");
    var answer =
        admin().body("{\"name\": \"Acme\"}").patch("/admin/v1/organisations/" + organisation);
    var row = only(answer);
    assertThat(row.path("actor").textValue()).matches("key:[0-9a-f]{8}");
    assertThat(row.path("method").textValue()).isEqualTo("PATCH");
    assertThat(row.path("resource").textValue())
        .isEqualTo("/admin/v1/organisations/" + organisation);
    assertThat(row.path("outcome").textValue()).isEqualTo("changed");
    assertThat(row.path("address").textValue()).isEqualTo("127.0.0.1");
    assertThat(row.path("attempts").intValue()).isEqualTo(1);
    assertThat(row.path("changes"))
        .isEqualTo(
            json.readTree(
                """
                {"name": {"before": "o", "after": "Acme"}, "version": {"before": 1, "after": 2}}"""));
  }

  @Test
  void keys_are_told_without_their_secrets_and_hashes() throws IOException {
    var key = AdminApi.key();
    var rotated =
        admin().body("{\"overlap_seconds\": 60}").post("/admin/v1/keys/" + key.id() + "/rotate");
    var row = only(rotated);
    assertThat(row.path("changes").path("sha256").toString())
        .isEqualTo("{\"before\":\"(hidden)\",\"after\":\"(hidden)\"}");
    var everything =
        admin().get(AT + "/export?resource=/admin/v1/keys").then().extract().asString();
    assertThat(everything)
        .contains(key.id())
        .doesNotContain(key.secret())
        .doesNotContain(rotated.<String>path("key"))
        .doesNotContain(StoresProfile.ADMIN_KEY);
    assertThat(storedHash(key.id())).hasSize(64);
    assertThat(everything).doesNotContain(storedHash(key.id()));
  }

  @Test
  void policies_routers_and_prompts_are_told_too() throws IOException {
    var name = "audited-" + UUID.randomUUID().toString().substring(0, 8);
    var made =
        only(
            admin()
                .body(
                    """
                    {"tiers": ["demo-small", "demo-large"], "scorer": "min-probability",
                     "thresholds": [0.8]}""")
                .put("/admin/v1/policies/" + name));
    assertThat(made.path("changes").path("thresholds").toString()).isEqualTo("{\"after\":[0.8]}");
    var changed = only(admin().body("{\"thresholds\": [0.9]}").put("/admin/v1/policies/" + name));
    assertThat(changed.path("changes").path("thresholds").toString())
        .isEqualTo("{\"before\":[0.8],\"after\":[0.9]}");
    assertThat(changed.path("changes").has("tiers")).isFalse();

    var text = "You are a secret " + UUID.randomUUID();
    var listed =
        only(
            admin()
                .body(
                    "{\"name\": \"p\", \"messages\": [{\"role\": \"system\", \"content\": \"%s\"}]}"
                        .formatted(text))
                .post("/admin/v1/shared-prompts"));
    assertThat(listed.path("changes").path("messages_sha256").path("after").textValue())
        .hasSize(64);
    assertThat(listed.toString()).doesNotContain(text);
    var id = listed.path("changes").path("id").path("after").textValue();
    assertThat(only(admin().delete("/admin/v1/shared-prompts/" + id)).path("outcome").textValue())
        .isEqualTo("changed");

    var learned =
        only(
            given()
                .config(
                    config()
                        .encoderConfig(
                            encoderConfig()
                                .encodeContentTypeAs("application/jsonl", ContentType.TEXT)))
                .header("Authorization", "Bearer " + StoresProfile.ADMIN_KEY)
                .contentType("application/jsonl")
                .body(labelled())
                .put("/admin/v1/routers/" + name));
    assertThat(learned.path("outcome").textValue()).isEqualTo("changed");
    assertThat(learned.path("changes").path("name").path("after").textValue()).isEqualTo(name);
    assertThat(only(admin().delete("/admin/v1/routers/" + name)).path("outcome").textValue())
        .isEqualTo("changed");
  }

  @Test
  void a_change_that_cannot_be_written_down_is_not_made() {
    var organisation = AdminApi.organisation("{}");
    sql("alter table audit add constraint nothing_new check (outcome <> 'changed') not valid");
    var answer =
        admin().body("{\"name\": \"Acme\"}").patch("/admin/v1/organisations/" + organisation);
    assertThat(answer.statusCode()).isEqualTo(500);
    admin().get("/admin/v1/organisations/" + organisation).then().body("name", equalTo("o"));
    assertThat(rows(answer).getFirst().path("outcome").textValue()).isEqualTo("failed");
  }

  @Test
  void what_is_refused_is_told_with_its_status_and_code() {
    var organisation = AdminApi.organisation("{}");
    AdminApi.project(organisation, "{}");
    var full = only(admin().delete("/admin/v1/organisations/" + organisation));
    assertThat(full.path("outcome").textValue()).isEqualTo("refused");
    assertThat(full.path("status").intValue()).isEqualTo(409);
    assertThat(full.path("code").textValue()).isEqualTo("conflict");
    var wrong = only(admin().body("{\"nam\": 1}").patch("/admin/v1/organisations/" + organisation));
    assertThat(wrong.path("status").intValue()).isEqualTo(400);
    assertThat(wrong.has("changes")).isFalse();
    var none = only(admin().delete("/admin/v1/fits/f-0"));
    assertThat(none.path("status").intValue()).isEqualTo(404);
  }

  @Test
  void what_changes_nothing_that_is_kept_is_told_as_done() {
    var name = "same-" + UUID.randomUUID().toString().substring(0, 8);
    var body =
        """
        {"tiers": ["demo-small", "demo-large"], "scorer": "min-probability", "thresholds": [0.8]}""";
    admin().body(body).put("/admin/v1/policies/" + name);
    var again = only(admin().body(body).put("/admin/v1/policies/" + name));
    assertThat(again.path("outcome").textValue()).isEqualTo("done");
    assertThat(again.path("status").intValue()).isEqualTo(200);
  }

  @Test
  void reading_is_not_told() {
    var since = latest();
    admin().get("/admin/v1/policies").then().statusCode(200);
    admin().get("/admin/v1/organisations/none").then().statusCode(404);
    admin().get(AT).then().statusCode(200);
    assertThat(latest()).isEqualTo(since);
  }

  @Test
  void a_flood_without_a_key_is_one_row_for_each_address() {
    long before = attempts();
    IntStream.range(0, 50)
        .forEach(
            i ->
                given()
                    .header("Authorization", "Bearer wrong-" + i)
                    .contentType("application/json")
                    .body("{}")
                    .put("/admin/v1/policies/flood")
                    .then()
                    .statusCode(401));
    Await.until(() -> attempts() == before + 50);
    admin()
        .get(AT + "?outcome=shut_out&limit=1")
        .then()
        .body("data[0].address", equalTo("127.0.0.1"))
        .body("data[0].actor", equalTo("-"))
        .body("data.resource", not(hasItem("/admin/v1/policies/flood")));
    assertThat(admin().get(AT + "?outcome=shut_out&limit=200").<List<?>>path("data").size())
        .isLessThan(50);
  }

  @Test
  void rows_are_found_by_what_they_say_and_come_in_pages() {
    var organisation = AdminApi.organisation("{}");
    var at = "/admin/v1/organisations/" + organisation;
    IntStream.range(0, 5).forEach(i -> admin().body("{\"name\": \"n%d\"}".formatted(i)).patch(at));
    var query = AT + "?method=PATCH&outcome=changed&resource=" + at + "&limit=2";
    var first = admin().get(query);
    assertThat(first.<String>path("data[0].changes.name.after")).isEqualTo("n4");
    var second = admin().get(query + "&cursor=" + first.path("next_cursor"));
    var third = admin().get(query + "&cursor=" + second.path("next_cursor"));
    assertThat(third.<List<String>>path("data.changes.name.after")).containsExactly("n0");
    assertThat(third.<String>path("next_cursor")).isNull();
    var actor = first.<String>path("data[0].actor");
    assertThat(admin().get(query + "&actor=" + actor).<List<?>>path("data")).hasSize(2);
    assertThat(admin().get(query + "&actor=key:0").<List<?>>path("data")).isEmpty();
    var later = Instant.now().plusSeconds(3600);
    assertThat(admin().get(query + "&since=" + later).<List<?>>path("data")).isEmpty();
    assertThat(admin().get(query + "&until=" + later).<List<?>>path("data")).hasSize(2);
  }

  @Test
  void everything_can_be_exported_as_lines_of_json_or_csv() throws IOException {
    var organisation = AdminApi.organisation("{}");
    var at = "/admin/v1/organisations/" + organisation;
    IntStream.range(0, 3)
        .forEach(i -> admin().body("{\"name\": \"=\\\"n%d\\\"\"}".formatted(i)).patch(at));
    var lines = admin().get(AT + "/export?resource=" + at).asString().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(json.readTree(lines.getFirst()).path("changes").path("name").path("after"))
        .hasToString("\"=\\\"n2\\\"\"");
    var csv = admin().get(AT + "/export?format=csv&resource=" + at);
    assertThat(csv.contentType()).isEqualTo("text/csv");
    assertThat(csv.asString().lines().toList())
        .hasSize(4)
        .first()
        .asString()
        .startsWith("id,at,actor,");
    assertThat(csv.asString()).contains("\"\"name\"\":{\"\"before\"\":\"\"=\\\"\"n1\\\"\"\"\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?actr=x",
        "?outcome=x",
        "?cursor=x",
        "?limit=0",
        "?since=x",
        "/export?limit=1",
        "/export?format=xml"
      })
  void a_question_that_is_misspelt_is_refused(String query) {
    admin().get(AT + query).then().statusCode(400).body("error.code", equalTo("invalid_value"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/export"})
  void it_is_read_with_the_key_alone(String path) {
    given().get(AT + path).then().statusCode(401).body("error.code", equalTo("invalid_api_key"));
  }

  @Test
  void rows_are_never_changed() {
    AdminApi.organisation("{}");
    assertThatThrownBy(() -> sql("update audit set actor = 'another'"))
        .hasMessageContaining("never changed");
    assertThatThrownBy(() -> sql("truncate audit")).hasMessageContaining("never changed");
  }

  @Test
  void what_is_old_or_too_much_goes_the_oldest_first() {
    var organisation = AdminApi.organisation("{}");
    var at = "/admin/v1/organisations/" + organisation;
    IntStream.range(0, 4).forEach(i -> admin().body("{\"name\": \"n%d\"}".formatted(i)).patch(at));
    sweep(Instant.now(), 2);
    assertThat(admin().get(AT + "?resource=" + at).<List<String>>path("data.changes.name.after"))
        .containsExactly("n3", "n2");
    sweep(Instant.now().plus(Duration.ofDays(366)), 1_000_000);
    assertThat(admin().get(AT).<List<?>>path("data")).isEmpty();
  }

  private void sweep(Instant now, long rows) {
    new AuditSweep(database, Clock.fixed(now, ZoneOffset.UTC), Duration.ofDays(365), rows)
        .run()
        .await()
        .atMost(PATIENCE);
  }

  private JsonNode only(Response answer) {
    var rows = rows(answer);
    assertThat(rows).describedAs(answer.asString()).hasSize(1);
    return rows.getFirst();
  }

  private List<JsonNode> rows(Response answer) {
    var id = answer.header(REQUEST_ID);
    assertThat(id).describedAs(answer.asString()).matches("[0-9a-f]{32}");
    try {
      var page = json.readTree(admin().get(AT + "?request_id=" + id).asString());
      return StreamSupport.stream(page.path("data").spliterator(), false).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int latest() {
    return admin().get(AT + "?limit=1").path("data[0].id") instanceof Integer id ? id : 0;
  }

  private static long attempts() {
    return admin()
        .get(AT + "?outcome=shut_out&limit=200")
        .<List<Integer>>path("data.attempts")
        .stream()
        .mapToLong(Integer::longValue)
        .sum();
  }

  private String storedHash(String key) {
    return database
        .transaction(
            session ->
                session
                    .createNativeQuery("select sha256 from api_key where id = :id", String.class)
                    .setParameter("id", key)
                    .getSingleResult())
        .await()
        .atMost(PATIENCE);
  }

  private void sql(String statement) {
    Uni<Integer> done =
        database.transaction(session -> session.createNativeQuery(statement).executeUpdate());
    done.await().atMost(PATIENCE);
  }

  private static String labelled() {
    return IntStream.range(0, 120)
        .mapToObj(
            i ->
                """
                {"messages": [{"role": "user", "content": "%d + 1?"}], "replies": {\
                "demo-small": {"text": "a", "quality": %d, "cost_usd": 0.000001, "logprobs": [-0.%d]}, \
                "demo-large": {"text": "b", "quality": 1, "cost_usd": 0.00001}}}"""
                    .formatted(i, i % 2, 1 + i % 9))
        .collect(Collectors.joining("\n"));
  }
}
