package dev.spillway.gateway.admin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.spillway.gateway.policy.StoresProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(StoresProfile.class)
class AdminPoliciesTest {
  private static final String CASCADE =
      """
      {"tiers": ["demo-small", "demo-large"], "scorer": "min-probability", "thresholds": [0.8],
       "comment": "as agreed"}
      """;

  private final String name = "p-" + UUID.randomUUID();

  @Test
  void the_shipped_policy_is_there() {
    authorized()
        .get("/admin/v1/policies/auto")
        .then()
        .statusCode(200)
        .header("ETag", equalTo("\"1\""))
        .body("tiers", contains("demo-small", "demo-large"))
        .body("created_by", equalTo("gateway"));
    authorized()
        .get("/admin/v1/policies")
        .then()
        .statusCode(200)
        .body("object", equalTo("list"))
        .body("data.name", hasItems("auto"));
  }

  @Test
  void a_policy_is_made_read_changed_and_its_versions_are_kept() {
    put(CASCADE)
        .statusCode(201)
        .header("ETag", equalTo("\"1\""))
        .body("name", equalTo(name))
        .body("version", equalTo(1))
        .body("tiers", contains("demo-small", "demo-large"))
        .body("scorer", equalTo("min-probability"))
        .body("thresholds", contains(0.8f))
        .body("comment", equalTo("as agreed"))
        .body("created_by", equalTo("admin"))
        .body("created_at", notNullValue());
    put("{\"thresholds\": [0.9]}")
        .statusCode(200)
        .header("ETag", equalTo("\"2\""))
        .body("tiers", contains("demo-small", "demo-large"))
        .body("thresholds", contains(0.9f))
        .body("comment", nullValue());
    put("{\"scorer\": \"mean-probability\", \"thresholds\": null}")
        .body("version", equalTo(3))
        .body("thresholds", contains(0.9f));
    get("").header("ETag", equalTo("\"3\"")).body("scorer", equalTo("mean-probability"));
    get("/versions")
        .body("data.version", contains(3, 2, 1))
        .body("data.scorer", contains("mean-probability", "min-probability", "min-probability"));
    get("/versions?before=3&limit=1").body("data.version", contains(2));
    get("/versions?before=1").body("data.size()", equalTo(0));
  }

  @Test
  void content_that_is_already_so_makes_no_version() {
    put(CASCADE).statusCode(201);
    put(CASCADE).statusCode(200).body("version", equalTo(1)).header("ETag", equalTo("\"1\""));
    put("{}").statusCode(200).body("version", equalTo(1));
    get("/versions").body("data.version", contains(1));
  }

  @Test
  void a_change_of_another_version_than_the_one_that_was_read_is_refused() {
    put(CASCADE).statusCode(201);
    put("{\"thresholds\": [0.9]}", "\"1\"").statusCode(200).body("version", equalTo(2));
    put("{\"thresholds\": [0.7]}", "\"1\"")
        .statusCode(412)
        .body("error.code", equalTo("precondition_failed"))
        .body("error.param", equalTo("If-Match"))
        .body("error.message", containsString("version 2"));
    put("{\"thresholds\": [0.7]}", "*").statusCode(200).body("version", equalTo(3));
    put("{\"thresholds\": [0.6]}", "3").statusCode(400).body("error.param", equalTo("If-Match"));
    get("").body("thresholds", contains(0.7f));
  }

  @Test
  void the_conduct_is_patched_shown_and_rolled_back() {
    put(CASCADE).statusCode(201).body("conduct", nullValue());
    put("{\"conduct\": {\"explore\": 0.1, \"shadow\": 0.5}}")
        .statusCode(200)
        .body("version", equalTo(2))
        .body("conduct.explore", equalTo(0.1f));
    put("{\"conduct\": {\"explore\": null}}")
        .body("version", equalTo(3))
        .body("conduct.size()", equalTo(1))
        .body("conduct.shadow", equalTo(0.5f));
    put("{\"thresholds\": [0.9]}").body("conduct.shadow", equalTo(0.5f));
    put("{\"conduct\": {}}").body("version", equalTo(4));
    get("/diff?from=1&to=3").body("changes.field", contains("conduct"));
    rollBack("{\"version\": 1}", "*").body("version", equalTo(5)).body("conduct", nullValue());
  }

  @Test
  void a_scorer_that_asks_others_is_chosen_by_name_and_its_scoring_patched_shown_and_rolled_back() {
    put(CASCADE).statusCode(201).body("scoring", nullValue());
    put("{\"scorer\": \"judge\", \"scoring\": {\"tier\": \"demo-large\"}}")
        .statusCode(200)
        .body("version", equalTo(2))
        .body("scorer", equalTo("judge"))
        .body("thresholds", contains(0.8f))
        .body("scoring.tier", equalTo("demo-large"));
    put("{\"scoring\": {\"otherwise\": \"accept\", \"calibration\": [[0, 0.25], [1, 0.75]]}}")
        .body("version", equalTo(3))
        .body("scoring.tier", equalTo("demo-large"))
        .body("scoring.otherwise", equalTo("accept"))
        .body("scoring.calibration[1]", contains(1, 0.75f));
    get("/diff?from=2&to=3").body("changes.field", contains("scoring"));
    put("{\"scorer\": \"agreement\"}").body("version", equalTo(4)).body("scoring", nullValue());
    rollBack("{\"version\": 3}", "*")
        .body("version", equalTo(5))
        .body("scorer", equalTo("judge"))
        .body("scoring.otherwise", equalTo("accept"));
    put("{\"scorer\": \"min-probability\"}").statusCode(200).body("scoring", nullValue());
  }

  @Test
  void what_is_wrong_with_a_scoring_is_named() {
    put(CASCADE).statusCode(201);
    scoringRefused("judge", "{}", "scoring.tier");
    scoringRefused("judge", "{\"tier\": \"huge\"}", "scoring.tier");
    scoringRefused("judge", "{\"tier\": 5}", "scoring.tier");
    scoringRefused("agreement", "{\"tier\": \"demo-large\"}", "scoring.tier");
    scoringRefused("agreement", "{\"otherwise\": \"panic\"}", "scoring.otherwise");
    scoringRefused("agreement", "{\"calibration\": [[0, 1], [1, 0]]}", "scoring.calibration");
    scoringRefused("agreement", "{\"calibration\": [0, 1]}", "scoring.calibration");
    scoringRefused("agreement", "{\"teir\": \"demo-large\"}", "scoring.teir");
    scoringRefused("min-probability", "{\"tier\": \"demo-large\"}", "scoring");
    scoringRefused("vibes", "{}", "scorer");
    put("{\"scorer\": \"agreement\", \"conduct\": {\"streaming\": \"early\"}}")
        .statusCode(400)
        .body("error.param", equalTo("conduct.streaming"));
  }

  @Test
  void who_judges_answers_behind_their_clients_backs_is_checked_by_name() {
    put(CASCADE).statusCode(201);
    put("{\"conduct\": {\"judge\": {\"share\": 0.1, \"tier\": \"demo-large\"}}}")
        .statusCode(200)
        .body("conduct.judge.tier", equalTo("demo-large"));
    conductRefused("{\"judge\": 0.1}", "conduct.judge");
    conductRefused("{\"judge\": {\"share\": 2, \"tier\": \"demo-large\"}}", "conduct.judge.share");
    conductRefused("{\"judge\": {\"share\": 0.1, \"tier\": \"huge\"}}", "conduct.judge.tier");
    conductRefused("{\"judge\": {\"share\": 0.1}}", "conduct.judge.tier");
    conductRefused("{\"judge\": {\"shade\": 0.1}}", "conduct.judge.shade");
    put("{\"scorer\": \"judge\", \"scoring\": {\"tier\": \"demo-large\"}}")
        .statusCode(400)
        .body("error.param", equalTo("conduct.judge"));
  }

  private void conductRefused(String conduct, String field) {
    put("{\"conduct\": %s}".formatted(conduct)).statusCode(400).body("error.param", equalTo(field));
  }

  private void scoringRefused(String scorer, String scoring, String field) {
    put("{\"scorer\": \"%s\", \"scoring\": %s}".formatted(scorer, scoring))
        .statusCode(400)
        .body("error.param", equalTo(field));
  }

  @Test
  void two_versions_are_compared_field_by_field() {
    put(CASCADE).statusCode(201);
    put("{\"thresholds\": [0.9], \"comment\": \"stricter\"}").statusCode(200);
    put("{\"scorer\": \"mean-probability\"}").statusCode(200);
    get("/versions/2").body("thresholds", contains(0.9f)).body("comment", equalTo("stricter"));
    get("/diff?from=1&to=2")
        .body("from", equalTo(1))
        .body("to", equalTo(2))
        .body("changes.field", contains("thresholds"))
        .body("changes[0].from", contains(0.8f))
        .body("changes[0].to", contains(0.9f));
    get("/diff?from=1")
        .body("to", equalTo(3))
        .body("changes.field", contains("scorer", "thresholds"));
    get("/diff?from=2&to=2").body("changes.size()", equalTo(0));
    get404("/versions/4");
    get404("/diff?from=9");
    authorized()
        .get("/admin/v1/policies/" + name + "/diff?from=x")
        .then()
        .statusCode(400)
        .body("error.param", equalTo("from"));
  }

  @Test
  void rolling_back_makes_a_new_version_with_the_old_content() {
    put(CASCADE).statusCode(201);
    put("{\"thresholds\": [0.9]}").statusCode(200);
    rollBack("{\"version\": 1}", "\"1\"").statusCode(412);
    rollBack("{\"version\": 1}", "\"2\"")
        .statusCode(200)
        .header("ETag", equalTo("\"3\""))
        .body("version", equalTo(3))
        .body("thresholds", contains(0.8f))
        .body("comment", equalTo("back to version 1"));
    get("/versions").body("data.version", contains(3, 2, 1));
    get("/diff?from=1&to=3").body("changes.size()", equalTo(0));
    rollBack("{\"version\": 1, \"comment\": \"again\"}", "*").body("version", equalTo(3));
    rollBack("{\"version\": 9}", "*").statusCode(404);
    rollBack("{}", "*").statusCode(400).body("error.param", equalTo("version"));
    rollBack("{\"version\": \"1\"}", "*").statusCode(400).body("error.param", equalTo("version"));
  }

  private ValidatableResponse rollBack(String body, String ifMatch) {
    return authorized()
        .header("If-Match", ifMatch)
        .contentType(ContentType.JSON)
        .body(body)
        .post("/admin/v1/policies/{name}/rollback", name)
        .then();
  }

  @Test
  void a_condition_on_a_policy_that_is_not_there_fails() {
    put(CASCADE, "*").statusCode(412).body("error.param", equalTo("If-Match"));
    get404("");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"thresholds\": [1.01]}                      | thresholds | 0 to 1",
        "{\"thresholds\": [-0.1]}                      | thresholds | 0 to 1",
        "{\"thresholds\": [1e999]}                     | thresholds | 0 to 1",
        "{\"thresholds\": [0.1, 0.2]}                  | thresholds | 1 for 2 tiers",
        "{\"thresholds\": []}                          | thresholds | 1 for 2 tiers",
        "{\"thresholds\": [\"0.5\"]}                   | thresholds | array of numbers",
        "{\"thresholds\": 0.5}                         | thresholds | array of numbers",
        "{\"thresholds\": [null]}                      | thresholds | array of numbers",
        "{\"tiers\": []}                               | tiers      | 1 to 8",
        "{\"tiers\": [\"demo-small\", \"demo-small\"]} | tiers      | twice",
        "{\"tiers\": [\"demo-small\", \"gpt-9\"]}      | tiers      | demo-large, demo-small",
        "{\"tiers\": \"demo-small\"}                   | tiers      | array of tier names",
        "{\"tiers\": [7]}                              | tiers      | array of tier names",
        "{\"scorer\": \"vibes\"}                       | scorer     | mean-probability",
        "{\"scorer\": 1}                               | scorer     | string",
        "{\"conduct\": {\"explore\": 1.5}}            | conduct.explore | 0 to 1",
        "{\"conduct\": {\"explore\": \"1\"}}          | conduct.explore | number",
        "{\"conduct\": {\"explode\": 1}}              | conduct.explode | explore",
        "{\"conduct\": {\"promise\": {\"luck\": 1}}}  | conduct.promise.luck | acceptance",
        "{\"conduct\": {\"fallback\": \"best-tier\"}}  | conduct.fallback | promise",
        "{\"conduct\": {\"streaming\": \"pre\"}}       | conduct.streaming | learned router",
        "{\"conduct\": {\"streaming\": \"live\"}}      | conduct.streaming | buffered",
        "{\"conduct\": {\"early_tokens\": 0}}         | conduct.early_tokens | at least 1",
        "{\"conduct\": {\"budget_usd_per_1000\": 0}}  | conduct.budget_usd_per_1000 | positive",
        "{\"conduct\": {\"similar\": true}}          | conduct.similar | object",
        "{\"conduct\": {\"similar\": {}}}            | conduct.similar.cosine | given",
        "{\"conduct\": {\"similar\": {\"far\": 1}}}  | conduct.similar.far | cosine",
        "{\"conduct\": {\"similar\": {\"cosine\": 2}}} | conduct.similar.cosine | at most 1",
        "{\"conduct\": {\"similar\": {\"cosine\": \"1\"}}} | conduct.similar.cosine | number",
        "{\"conduct\": {\"similar\": {\"cosine\": 0.9}}} | conduct.similar | learned router",
        "{\"conduct\": 1}                             | conduct    | object",
        "{\"comment\": {}}                             | comment    | string",
        "{\"threshold\": [0.5]}                        | threshold  | thresholds",
      })
  void a_value_that_is_not_allowed_is_refused_by_the_name_of_its_field(
      String body, String field, String hint) {
    put(CASCADE).statusCode(201);
    put(body)
        .statusCode(400)
        .body("error.type", equalTo("invalid_request_error"))
        .body("error.code", equalTo("invalid_value"))
        .body("error.param", equalTo(field))
        .body("error.message", containsString(hint));
    get("").body("version", equalTo(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{}                                               | tiers",
        "{\"tiers\": [\"demo-small\"]}                    | scorer",
        "{\"tiers\": [\"demo-small\", \"demo-large\"], \"scorer\": \"min-probability\"} | thresholds"
      })
  void a_new_policy_needs_all_its_fields(String body, String missing) {
    put(body).statusCode(400).body("error.param", equalTo(missing));
    get404("");
    get404("/versions");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo-small", "demo-large"})
  void a_policy_must_not_have_the_name_of_a_tier(String tier) {
    putAt(tier, CASCADE).statusCode(400).body("error.param", equalTo("name"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"UPPER", "-first", "with space", "x'; drop table policy_version; --", "a\0b"})
  void a_name_must_be_one_that_clients_can_send(String name) {
    putAt(name, CASCADE).statusCode(400).body("error.param", equalTo("name"));
    authorized().get("/admin/v1/policies/{name}", name).then().statusCode(404);
    authorized().get("/admin/v1/policies/{name}/versions", name).then().statusCode(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{} {}",
        "{\"comment\": \"\", \"comment\": \"\"}",
        "",
        "{",
        "[0.8]",
        "\"text\"",
        "null",
        "{\"thresholds\": [0.8],}"
      })
  void a_body_that_is_not_a_json_object_is_refused(String body) {
    put(body).statusCode(400).body("error.code", equalTo("invalid_json"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=1001", "limit=x", "limit=99999999999"})
  void a_limit_out_of_range_is_refused(String query) {
    authorized()
        .get("/admin/v1/policies/auto/versions?" + query)
        .then()
        .statusCode(400)
        .body("error.param", equalTo("limit"));
  }

  @Test
  void the_openapi_document_shows_how_to_change_a_threshold() {
    var document =
        given().get("/q/openapi?format=json").then().statusCode(200).extract().asString();
    assertThat(document)
        .contains("/admin/v1/policies/{name}")
        .contains("only the threshold")
        .doesNotContain(StoresProfile.ADMIN_KEY);
  }

  private ValidatableResponse put(String body) {
    return putAt(name, body);
  }

  private ValidatableResponse put(String body, String ifMatch) {
    return authorized()
        .header("If-Match", ifMatch)
        .contentType(ContentType.JSON)
        .body(body)
        .put("/admin/v1/policies/{name}", name)
        .then();
  }

  private static ValidatableResponse putAt(String name, String body) {
    return authorized()
        .contentType(ContentType.JSON)
        .body(body)
        .put("/admin/v1/policies/{name}", name)
        .then();
  }

  private ValidatableResponse get(String rest) {
    return authorized().get("/admin/v1/policies/" + name + rest).then().statusCode(200);
  }

  private void get404(String rest) {
    authorized()
        .get("/admin/v1/policies/" + name + rest)
        .then()
        .statusCode(404)
        .body("error.code", equalTo("not_found"));
  }

  private static RequestSpecification authorized() {
    return given().header("Authorization", "Bearer " + StoresProfile.ADMIN_KEY);
  }
}
