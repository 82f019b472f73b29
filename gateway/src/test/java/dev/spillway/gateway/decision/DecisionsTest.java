package dev.spillway.gateway.decision;

import static dev.spillway.gateway.decision.Gateway.PATIENCE;
import static dev.spillway.gateway.decision.Gateway.POLICY;
import static dev.spillway.gateway.decision.Gateway.authorized;
import static dev.spillway.gateway.decision.Gateway.chat;
import static dev.spillway.gateway.decision.Gateway.decision;
import static dev.spillway.gateway.decision.Gateway.id;
import static dev.spillway.gateway.decision.Gateway.makePolicy;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decisions, from a chat to the administrator who reads them. */
@QuarkusTest
@TestProfile(StoresProfile.class)
class DecisionsTest {
  private static final String AT = "/admin/v1/decisions";

  /** Far ahead, so that the gateway does not find it old. */
  private static final Instant LATEST = Instant.parse("2090-01-02T03:04:05.678901Z");

  @Inject
  @Named("small")
  StubWorker small;

  @Inject
  @Named("large")
  StubWorker large;

  @Inject DecisionStore store;
  @Inject LabelStore labels;
  @Inject ObjectMapper json;

  /** Of rows that a test makes up. */
  private final String policy = "p-" + UUID.randomUUID();

  @BeforeEach
  void workers_answer() {
    makePolicy();
    small.says(Script.answer(0.99, "Hello", " there"));
    large.says(Script.answer(0.99, "Hello", " there"));
  }

  @Test
  void a_chat_leads_to_a_decision_that_can_be_read() {
    small.says(Script.started(12, 8).token("Par", 0.99).token("is", 0.98).finish());
    var id = id(chat(POLICY, "private words"));
    decision(id)
        .body("request_id", equalTo(id))
        .body("created_at", notNullValue())
        .body("policy", equalTo(POLICY))
        .body("policy_version", greaterThanOrEqualTo(1))
        .body("tier", equalTo("demo-small"))
        .body("confidence", notNullValue())
        .body("escalations", equalTo(0))
        .body("predicted_tokens", greaterThanOrEqualTo(1))
        .body("streamed", equalTo(false))
        .body("finish_reason", equalTo("stop"))
        .body("cost_usd", equalTo("0.0000014"))
        .body("cost_if_largest_usd", equalTo("0.000014"))
        .body("total_ms", notNullValue())
        .body("cache", equalTo("bypass"))
        .body("asked.size()", equalTo(1))
        .body("asked[0].tier", equalTo("demo-small"))
        .body("asked[0].attempts", equalTo(1))
        .body("asked[0].prompt_tokens", equalTo(12))
        .body("asked[0].cached_tokens", equalTo(8))
        .body("asked[0].completion_tokens", equalTo(2))
        .body("asked[0].cost_usd", equalTo("0.0000014"))
        .body("asked[0].logprobs.tokens", equalTo(2))
        .body("asked[0].logprobs.doubtful", equalTo(0))
        .body("$", not(hasKey("labels")));
  }

  @Test
  void what_was_asked_beside_a_request_is_in_its_decision_with_cost_propensity_and_label() {
    var name = "shadowed-" + UUID.randomUUID();
    putPolicy(name, "{\"shadow\": 1}");
    small.says(Script.answer(0.99, "Rome"));
    large.says(Script.answer(0.99, "Paris"));
    var id = id(chat(name, "Hi"));
    decision(id)
        .body("tier", equalTo("demo-small"))
        .body("propensity", equalTo(1f))
        .body("asked.tier", contains("demo-small", "demo-large"))
        .body("asked.agrees", contains(true, false))
        .body("asked.aside", contains(null, true))
        .body("cost_usd", equalTo("0.0000011"))
        .body("aside_cost_usd", equalTo("0.000011"));
    await()
        .atMost(Gateway.PATIENCE)
        .until(() -> decision(id).extract().path("labels[0].source") != null);
    decision(id).body("labels.source", contains("shadow")).body("labels.quality", contains(0f));
    large.says(Script.answer(0.99, "rome."));
    decision(id(chat(name, "Hi"))).body("asked.agrees", contains(true, true));
  }

  @Test
  void what_a_judge_says_behind_the_client_s_back_is_a_label_with_its_propensity_and_cost() {
    var name = "judged-" + UUID.randomUUID();
    putPolicy(name, "{\"judge\": {\"share\": 1, \"tier\": \"demo-large\"}}");
    small.says(Script.answer(0.99, "Rome"));
    large.says(Script.answer(0.75, "Yes"));
    var id = id(chat(name, "Hi"));
    decision(id)
        .body("judge_propensity", equalTo(1f))
        .body("judge_drawn", equalTo(true))
        .body("verdict.scorer", equalTo("judge"))
        .body("verdict.tier", equalTo("demo-large"))
        .body("verdict.score", equalTo(0.75f))
        .body("verdict.cost_usd", equalTo("0.000011"))
        .body("cost_usd", equalTo("0.0000011"))
        .body("asked.tier", contains("demo-small"))
        .body("project", equalTo("proj_default"));
    await()
        .atMost(Gateway.PATIENCE)
        .until(() -> decision(id).extract().path("labels[0].source") != null);
    decision(id).body("labels.source", contains("judge")).body("labels.quality", contains(0.75f));
  }

  @Test
  void an_opinion_that_a_policy_went_by_is_in_its_decision_and_in_its_cost() {
    var name = "opinion-" + UUID.randomUUID();
    putPolicy(name, "{}");
    authorized()
        .contentType(ContentType.JSON)
        .body("{\"scorer\": \"agreement\"}")
        .put("/admin/v1/policies/" + name)
        .then()
        .statusCode(200);
    small.says(Script.answer(0.3, "Rome"));
    decision(id(chat(name, "Hi")))
        .body("tier", equalTo("demo-small"))
        .body("confidence", equalTo(1f))
        .body("asked[0].opinion.scorer", equalTo("agreement"))
        .body("asked[0].opinion.score", equalTo(1f))
        .body("asked[0].opinion.cost_usd", equalTo("0.0000011"))
        .body("asked[0].cost_usd", equalTo("0.0000011"))
        .body("cost_usd", equalTo("0.0000022"));
  }

  private static void putPolicy(String name, String conduct) {
    authorized()
        .contentType(ContentType.JSON)
        .body(
            """
            {"tiers": ["demo-small", "demo-large"], "scorer": "min-probability",
             "thresholds": [0.8], "conduct": %s}"""
                .formatted(conduct))
        .put("/admin/v1/policies/" + name)
        .then()
        .statusCode(201);
  }

  @Test
  void an_escalated_answer_has_all_tiers_and_its_cost_is_theirs() {
    small.says(Script.answer(0.2, "a", "b"));
    large.says(Script.started(10, 0).token("Rome", 0.9).finish(FinishReason.LENGTH, "!"));
    decision(id(chat(POLICY, "Hi")))
        .body("tier", equalTo("demo-large"))
        .body("escalations", equalTo(1))
        .body("finish_reason", equalTo("length"))
        .body("asked.tier", contains("demo-small", "demo-large"))
        .body("asked.finish_reason", contains("cut", "length"))
        .body("asked[0].confidence", notNullValue())
        .body("asked[1].confidence", nullValue())
        .body("asked.cost_usd", contains("0.0000011", "0.000011"))
        .body("cost_usd", equalTo("0.0000121"));
  }

  @Test
  void texts_are_not_kept_unless_asked_for() {
    var id = id(chat(POLICY, "private words"));
    decision(id)
        .body("$", not(hasKey("messages")))
        .body("asked[0]", not(hasKey("text")))
        .body(not(containsString("private words")))
        .body(not(containsString("Hello")));
  }

  @Test
  void a_tier_that_was_asked_by_name_has_no_policy() {
    decision(id(chat("demo-large", "Hi")))
        .body("$", not(hasKey("policy")))
        .body("$", not(hasKey("policy_version")))
        .body("tier", equalTo("demo-large"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0f8c3a52b1c94f0e9d7a6b5c4d3e2f10", "x", "a\0b", "' or true --"})
  void a_request_without_a_decision_is_not_found(String id) {
    authorized()
        .get(AT + "/{id}", id)
        .then()
        .statusCode(404)
        .body("error.code", equalTo("not_found"));
  }

  @Test
  void pages_have_every_row_once_though_rows_come_meanwhile() {
    var rows = insert(250);
    var seen = new ArrayList<String>();
    var page = list("limit=100");
    seen.addAll(ids(page));
    insertAll(Rows.rows(policy, LATEST.plusSeconds(9), 5));
    for (var next = cursor(page); next != null; next = cursor(page)) {
      page = list("limit=100&cursor=" + next);
      seen.addAll(ids(page));
    }
    assertThat(seen).isEqualTo(rows.stream().map(DecisionRow::requestId).toList());
  }

  @Test
  void rows_of_one_instant_are_told_apart() {
    var rows = new ArrayList<DecisionRow>();
    for (int i = 0; i < 5; i++) {
      rows.add(Rows.row(policy, LATEST));
    }
    insertAll(rows);
    var seen = new ArrayList<String>();
    var page = list("limit=2");
    seen.addAll(ids(page));
    for (var next = cursor(page); next != null; next = cursor(page)) {
      page = list("limit=2&cursor=" + next);
      seen.addAll(ids(page));
    }
    assertThat(seen)
        .doesNotHaveDuplicates()
        .hasSameElementsAs(rows.stream().map(DecisionRow::requestId).toList());
  }

  @Test
  void the_export_has_more_rows_than_one_page_in_order_each_as_the_list_has_it()
      throws IOException {
    var rows = insert(250);
    label(rows.get(1));
    var export = authorized().get(AT + "/export?policy=" + policy).then().statusCode(200);
    export.header("Content-Type", equalTo("application/jsonl"));
    var lines = export.extract().asString().lines().toList();
    var read = new ArrayList<DecisionRow>();
    for (var line : lines) {
      read.add(json.readValue(line, DecisionRow.class));
    }
    assertThat(read.stream().map(DecisionRow::requestId).toList())
        .isEqualTo(rows.stream().map(DecisionRow::requestId).toList());
    assertThat(read.getFirst()).isEqualTo(rows.getFirst());
    assertThat(json.readTree(lines.get(1)))
        .isEqualTo(json.readTree(list("limit=2").extract().asString()).at("/data/1"));
    assertThat(read.get(1).labels()).hasSize(1);
  }

  @Test
  void an_export_of_exactly_one_page_and_one_of_nothing_end() {
    insert(100);
    assertThat(authorized().get(AT + "/export?policy=" + policy).asString().lines()).hasSize(100);
    authorized().get(AT + "/export?policy=none").then().statusCode(200).body(equalTo(""));
  }

  @Test
  void filters_keep_out_what_they_say() {
    var rows = insert(5);
    label(rows.get(2));
    assertThat(ids(list("tier=demo-small"))).hasSize(5);
    assertThat(ids(list("tier=demo-large"))).isEmpty();
    assertThat(ids(list("labelled=true"))).containsExactly(rows.get(2).requestId());
    assertThat(ids(list("labelled=false"))).hasSize(4).doesNotContain(rows.get(2).requestId());
    assertThat(ids(list("since=" + rows.get(1).createdAt()))).isEqualTo(idsOf(rows.subList(0, 2)));
    assertThat(ids(list("until=" + rows.get(1).createdAt()))).isEqualTo(idsOf(rows.subList(2, 5)));
    assertThat(authorized().get(AT + "/export?labelled=true&policy=" + policy).asString().lines())
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "polcy=x, polcy, policy",
    "policy=, policy, name",
    "policy=a&policy=b, policy, once",
    "since=yesterday, since, 2026-11-21T15:00:00Z",
    "since=2026-11-21, since, 2026-11-21T15:00:00Z",
    "until=%2B999999999-01-01T00:00:00Z, until, 2026-11-21T15:00:00Z",
    "labelled=yes, labelled, true or false"
  })
  void a_parameter_that_is_wrong_is_named_by_list_and_export(
      String query, String field, String hint) {
    for (var address : List.of(AT, AT + "/export")) {
      authorized()
          .urlEncodingEnabled(false)
          .get(address + "?" + query)
          .then()
          .statusCode(400)
          .body("error.param", equalTo(field))
          .body("error.message", containsString(hint));
    }
  }

  @ParameterizedTest
  @CsvSource({"limit=0, limit", "limit=201, limit", "limit=x, limit", "cursor=x, cursor"})
  void a_page_that_cannot_be_is_refused(String query, String field) {
    authorized().get(AT + "?" + query).then().statusCode(400).body("error.param", equalTo(field));
    authorized()
        .get(AT + "/export?" + query)
        .then()
        .statusCode(400)
        .body("error.param", equalTo(field));
  }

  @Test
  void only_an_administrator_reads() {
    for (var address : List.of(AT, AT + "/" + Rows.newId(), AT + "/export")) {
      given().get(address).then().statusCode(401).body("error.code", equalTo("invalid_api_key"));
    }
    authorized().post(AT + "/export").then().statusCode(405).header("Allow", equalTo("GET"));
  }

  @Test
  void what_is_there_already_may_be_written_again() {
    var row = Rows.row(policy, LATEST);
    insertAll(List.of(row));
    insertAll(List.of(row, Rows.row(policy, LATEST.minusSeconds(1))));
    assertThat(ids(list("limit=9"))).hasSize(2);
  }

  @Test
  void the_surface_is_described_as_openapi() {
    given()
        .get("/q/openapi?format=json")
        .then()
        .body("paths.keySet()", hasItems(AT, AT + "/export", "/v1/feedback"))
        .body("components.schemas.Decision.properties.asked", notNullValue());
  }

  private List<DecisionRow> insert(int count) {
    var rows = Rows.rows(policy, LATEST, count);
    insertAll(rows);
    return rows;
  }

  private void insertAll(List<DecisionRow> rows) {
    store.insert(rows).await().atMost(PATIENCE);
  }

  private void label(DecisionRow row) {
    labels
        .put(row.requestId(), new Label(LabelSource.JUDGE, 0.5, null, LATEST))
        .await()
        .atMost(PATIENCE);
  }

  private ValidatableResponse list(String query) {
    return authorized().get(AT + "?policy=" + policy + "&" + query).then().statusCode(200);
  }

  private static List<String> ids(ValidatableResponse page) {
    return page.extract().jsonPath().getList("data.request_id");
  }

  private static List<String> idsOf(List<DecisionRow> rows) {
    return rows.stream().map(DecisionRow::requestId).toList();
  }

  private static @Nullable String cursor(ValidatableResponse page) {
    return page.extract().jsonPath().getString("next_cursor");
  }
}
