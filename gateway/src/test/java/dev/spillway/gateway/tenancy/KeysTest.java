package dev.spillway.gateway.tenancy;

import static dev.spillway.gateway.tenancy.AdminApi.admin;
import static dev.spillway.gateway.tenancy.AdminApi.key;
import static dev.spillway.gateway.tenancy.AdminApi.patch;
import static dev.spillway.gateway.tenancy.AdminApi.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.spillway.gateway.policy.RecordedLog;
import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of projects, as administrators make them and clients use them. */
@QuarkusTest
@TestProfile(StoresProfile.class)
class KeysTest {

  @Inject Namespaces namespaces;

  @Inject
  @Named("small")
  StubWorker small;

  @Test
  void a_key_is_shown_once_and_opens_as_bearer_and_as_x_api_key() {
    var made = key();
    assertThat(made.secret()).matches("spw-[0-9a-z]{20}-[A-Za-z0-9_-]{43}");
    with(made.secret()).get("/v1/models").then().statusCode(200);
    given().header("x-api-key", made.secret()).get("/v1/models").then().statusCode(200);
    admin()
        .get("/admin/v1/keys/" + made.id())
        .then()
        .statusCode(200)
        .body("key", nullValue())
        .body("sha256", nullValue())
        .body("project_id", equalTo(made.project()));
  }

  @Test
  void of_a_key_only_the_hash_is_stored_and_nothing_of_it_is_logged() {
    try (var log = RecordedLog.ofAll()) {
      var made = key();
      with(made.secret()).get("/v1/models").then().statusCode(200);
      with(made.secret().substring(0, made.secret().length() - 1) + "x")
          .get("/v1/models")
          .then()
          .statusCode(401)
          .body("error.message", not(containsString(made.secret().substring(4, 24))));
      assertThat(log.lines(made.secret())).isEmpty();
      assertThat(KeySecret.parse(made.secret()).orElseThrow()).hasToString(made.id());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spw-00000000000000000000-0000000000000000000000000000000000000000000",
        "spw-3p6w0r9x2c5v8b1n4m7q-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "spw-3p6w0r9x2c5v8b1n4m7q-AAAAAAAAAAAAAAAA",
        "spw-..."
      })
  void a_key_that_nobody_has_is_refused_also_where_none_is_needed(String secret) {
    with(secret)
        .get("/v1/models")
        .then()
        .statusCode(401)
        .body("error.code", equalTo("invalid_api_key"))
        .body("error.message", not(containsString(secret)));
  }

  @Test
  void what_is_no_key_of_a_project_is_of_the_default_project() throws Exception {
    small.reset();
    ask(null).then().statusCode(200);
    assertThat(small.nextCall().request().namespace()).isEqualTo(namespaces.of(Project.DEFAULT));
    with("not needed on loopback").get("/v1/models").then().statusCode(200);
    with(StoresProfile.ADMIN_KEY).get("/v1/models").then().statusCode(200);
  }

  @Test
  void a_worker_is_told_the_namespace_of_the_project_of_the_key() throws Exception {
    var made = key();
    small.reset();
    ask(made.secret()).then().statusCode(200);
    assertThat(small.nextCall().request().namespace())
        .isEqualTo(namespaces.of(made.project()))
        .isNotEqualTo(namespaces.of(Project.DEFAULT));
  }

  @Test
  void a_revoked_key_opens_nothing_when_the_revocation_is_answered() {
    var made = key();
    with(made.secret()).get("/v1/models").then().statusCode(200);
    admin()
        .post("/admin/v1/keys/%s/revoke".formatted(made.id()))
        .then()
        .statusCode(200)
        .body("revoked_at", notNullValue());
    with(made.secret()).get("/v1/models").then().statusCode(401);
    admin().body("{}").post("/admin/v1/keys/%s/rotate".formatted(made.id())).then().statusCode(409);
  }

  @Test
  void an_expired_key_opens_nothing() {
    var made = key();
    patch("keys/" + made.id(), "{\"expires_at\": \"2026-01-01T00:00:00Z\"}").statusCode(200);
    with(made.secret()).get("/v1/models").then().statusCode(401);
    patch("keys/" + made.id(), "{\"expires_at\": null}")
        .statusCode(200)
        .body("expires_at", nullValue());
    with(made.secret()).get("/v1/models").then().statusCode(200);
  }

  @Test
  void both_secrets_open_while_a_rotation_overlaps_and_then_the_new_one_alone() {
    var made = key();
    String second =
        admin()
            .body("{\"overlap_seconds\": 3600}")
            .post("/admin/v1/keys/%s/rotate".formatted(made.id()))
            .then()
            .statusCode(200)
            .body("previous_until", notNullValue())
            .extract()
            .path("key");
    with(made.secret()).get("/v1/models").then().statusCode(200);
    with(second).get("/v1/models").then().statusCode(200);
    String third =
        admin()
            .body("{}")
            .post("/admin/v1/keys/%s/rotate".formatted(made.id()))
            .then()
            .statusCode(200)
            .extract()
            .path("key");
    with(made.secret()).get("/v1/models").then().statusCode(401);
    with(second).get("/v1/models").then().statusCode(401);
    with(third).get("/v1/models").then().statusCode(200);
  }

  @Test
  void models_that_are_not_allowed_are_not_there() {
    var made = key();
    patch("projects/" + made.project(), "{\"models\": [\"auto\", \"demo-small\"]}").statusCode(200);
    patch("keys/" + made.id(), "{\"models\": [\"demo-small\", \"demo-large\"]}").statusCode(200);
    with(made.secret())
        .get("/v1/models")
        .then()
        .statusCode(200)
        .body("data.id", contains("demo-small"));
    with(made.secret()).get("/v1/models/demo-large").then().statusCode(404);
    ask(made.secret()).then().statusCode(200);
    with(made.secret())
        .body(
            """
            {"model": "demo-large", "messages": [{"role": "user", "content": "Hi"}]}""")
        .post("/v1/chat/completions")
        .then()
        .statusCode(404)
        .body("error.code", equalTo("model_not_found"))
        .body("error.message", not(containsString("auto")));
  }

  @Test
  void a_change_names_the_version_that_it_changes() {
    var made = key();
    var path = "/admin/v1/keys/" + made.id();
    admin().get(path).then().header("ETag", "\"1\"");
    admin()
        .header("If-Match", "\"1\"")
        .body("{\"name\": \"renamed\"}")
        .patch(path)
        .then()
        .statusCode(200)
        .header("ETag", "\"2\"")
        .body("name", equalTo("renamed"));
    admin().header("If-Match", "\"1\"").body("{}").patch(path).then().statusCode(412);
    admin().header("If-Match", "\"1\"").delete(path).then().statusCode(412);
    admin().header("If-Match", "\"2\"").delete(path).then().statusCode(204);
    admin().get(path).then().statusCode(404);
    with(made.secret()).get("/v1/models").then().statusCode(401);
  }

  @Test
  void pages_have_all_keys_of_a_project_once() {
    var first = key();
    var others =
        List.of(AdminApi.keyOf(first.project(), "{}"), AdminApi.keyOf(first.project(), "{}"));
    var one =
        admin()
            .get("/admin/v1/keys?limit=2&project_id=" + first.project())
            .then()
            .statusCode(200)
            .extract();
    var two =
        admin()
            .get(
                "/admin/v1/keys?limit=2&project_id=%s&cursor=%s"
                    .formatted(first.project(), one.<String>path("next_cursor")))
            .then()
            .statusCode(200)
            .body("next_cursor", nullValue())
            .extract();
    assertThat(one.<List<String>>path("data.id"))
        .hasSize(2)
        .doesNotContainAnyElementsOf(two.path("data.id"));
    assertThat(two.<List<String>>path("data.id")).hasSize(1);
    assertThat(others).hasSize(2);
  }

  @Test
  void what_has_something_in_it_is_not_deleted_nor_is_the_default() {
    var made = key();
    admin().delete("/admin/v1/projects/" + made.project()).then().statusCode(409);
    admin().delete("/admin/v1/organisations/" + made.organisation()).then().statusCode(409);
    admin().delete("/admin/v1/projects/proj_default").then().statusCode(409);
    admin().get("/admin/v1/projects").then().body("data.id", hasItem("proj_default"));
    admin().delete("/admin/v1/keys/" + made.id()).then().statusCode(204);
    admin().delete("/admin/v1/projects/" + made.project()).then().statusCode(204);
    admin().delete("/admin/v1/organisations/" + made.organisation()).then().statusCode(204);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | name",
        "{\"name\": \"\"} | name",
        "{\"name\": 3} | name",
        "{\"name\": \"n\", \"nam\": 1} | nam",
        "{\"name\": \"n\", \"limits\": {\"rpm\": 1}} | limits.rpm",
        "{\"name\": \"n\", \"limits\": {\"requests_per_minute\": 1.5}} | limits.requests_per_minute",
        "{\"name\": \"n\", \"limits\": {\"concurrency\": -1}} | limits.concurrency",
        "{\"name\": \"n\", \"limits\": {\"usd_per_day\": \"much\"}} | limits.usd_per_day",
        "{\"name\": \"n\", \"limits\": {\"usd_per_day\": 0.0000000000001}} | limits.usd_per_day",
        "{\"name\": \"n\", \"limits\": {\"usd_per_month\": 5000000}} | limits.usd_per_month",
      })
  void a_wrong_field_is_named(String body, String field) {
    admin()
        .body(body)
        .post("/admin/v1/organisations")
        .then()
        .statusCode(400)
        .body("error.param", equalTo(field));
  }

  @Test
  void amounts_are_exact_decimals() {
    var organisation =
        AdminApi.organisation("{\"usd_per_day\": 0.1, \"usd_per_month\": \"12.50\"}");
    admin()
        .get("/admin/v1/organisations/" + organisation)
        .then()
        .body("limits.usd_per_day", equalTo("0.1"))
        .body("limits.usd_per_month", equalTo("12.5"))
        .body("id", matchesPattern("org_[0-9a-z]{20}"));
    patch("organisations/" + organisation, "{\"limits\": {\"usd_per_day\": null}}")
        .statusCode(200)
        .body("limits.usd_per_day", nullValue())
        .body("limits.usd_per_month", equalTo("12.5"));
  }

  @Test
  void a_parent_that_is_not_there_is_said() {
    admin()
        .body("{\"organisation_id\": \"org_nobody\", \"name\": \"n\"}")
        .post("/admin/v1/projects")
        .then()
        .statusCode(400)
        .body("error.param", equalTo("organisation_id"));
  }

  @Test
  void administration_needs_the_admin_key() {
    var made = key();
    for (var path : List.of("organisations", "projects", "keys")) {
      given().get("/admin/v1/" + path).then().statusCode(401);
      with(made.secret()).get("/admin/v1/" + path).then().statusCode(401);
    }
  }

  private io.restassured.response.Response ask(@org.jspecify.annotations.Nullable String secret) {
    small.says(Script.answer(0.9, "ok"));
    return (secret == null ? given().contentType(ContentType.JSON) : with(secret))
        .body(
            """
            {"model": "demo-small", "messages": [{"role": "user", "content": "Hi"}]}""")
        .post("/v1/chat/completions");
  }
}
