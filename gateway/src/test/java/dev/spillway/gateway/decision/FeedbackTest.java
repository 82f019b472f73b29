package dev.spillway.gateway.decision;

import static dev.spillway.gateway.decision.Gateway.PATIENCE;
import static dev.spillway.gateway.decision.Gateway.POLICY;
import static dev.spillway.gateway.decision.Gateway.authorized;
import static dev.spillway.gateway.decision.Gateway.chat;
import static dev.spillway.gateway.decision.Gateway.decision;
import static dev.spillway.gateway.decision.Gateway.feedback;
import static dev.spillway.gateway.decision.Gateway.id;
import static dev.spillway.gateway.decision.Gateway.makePolicy;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.gateway.tenancy.RequestNames;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(StoresProfile.class)
class FeedbackTest {
  private static final String ID = "0f8c3a52b1c94f0e9d7a6b5c4d3e2f10";

  @Inject
  @Named("small")
  StubWorker small;

  @Inject DecisionStore store;
  @Inject LabelStore labels;
  @Inject RequestNames names;

  @BeforeEach
  void small_is_sure() {
    makePolicy();
    small.says(Script.answer(0.99, "Hello", " there"));
  }

  @Test
  void feedback_labels_the_decision_and_a_later_one_replaces_it() {
    var id = id(chat(POLICY, "Hi"));
    feedback(body(id, "0.25, \"comment\": \"meh\"")).statusCode(204).body(equalTo(""));
    decision(id)
        .body("labels.source", contains("feedback"))
        .body("labels.quality", contains(0.25f))
        .body("labels.comment", contains("meh"));
    feedback(body(id, "1")).statusCode(204);
    decision(id).body("labels.quality", contains(1f)).body("labels[0].comment", nullValue());
  }

  /** Law: tenants do not meet. */
  @Test
  void feedback_of_another_project_is_as_of_a_request_that_never_was() {
    var theirs = names.mint("proj_other");
    var nobodys = ID;
    var refused = feedback(body(theirs, "1")).statusCode(404).extract().asString();
    assertThat(feedback(body(nobodys, "1")).statusCode(404).extract().asString())
        .isEqualTo(refused);
    var row = Rows.named(theirs, "others", Instant.parse("2090-01-02T03:04:05Z"));
    store.insert(List.of(row)).await().atMost(PATIENCE);
    feedback(body(theirs, "1"))
        .statusCode(404)
        .body("error.code", equalTo("not_found"))
        .body("error.message", not(containsString(theirs)));
    decision(theirs).body("labels", nullValue());
  }

  @Test
  void a_decision_says_whose_request_it_was() {
    decision(id(chat(POLICY, "Hi"))).body("project", equalTo("proj_default"));
  }

  @Test
  void feedback_may_name_the_answer_as_its_client_knows_it() {
    var answer = chat(POLICY, "Hi");
    String completion = answer.extract().path("id");
    feedback(body(completion, "0")).statusCode(204);
    decision(id(answer)).body("labels.quality", contains(0f));
  }

  @Test
  void feedback_may_come_before_the_decision_is_written() {
    var row =
        Rows.named(names.mint("proj_default"), "early", Instant.parse("2090-01-02T03:04:05Z"));
    feedback(body(row.requestId(), "0.5")).statusCode(204);
    authorized().get("/admin/v1/decisions/" + row.requestId()).then().statusCode(404);
    store.insert(List.of(row)).await().atMost(PATIENCE);
    decision(row.requestId()).body("labels.quality", contains(0.5f));
  }

  @Test
  void each_source_has_its_own_label() {
    var id = id(chat(POLICY, "Hi"));
    feedback(body(id, "1")).statusCode(204);
    labels
        .put(id, new Label(LabelSource.SHADOW, 0.75, null, Instant.EPOCH))
        .await()
        .atMost(PATIENCE);
    assertThat(decision(id).extract().jsonPath().getList("labels.source", String.class))
        .containsExactly("feedback", "shadow");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"quality\": 1}                                           | request_id | is missing",
        "{\"request_id\": 7, \"quality\": 1}                        | request_id | a string",
        "{\"request_id\": \"7\", \"quality\": 1}                    | request_id | 32 hexadecimal",
        "{\"request_id\": \"%s0\", \"quality\": 1}                  | request_id | 32 hexadecimal",
        "{\"request_id\": \"%S\", \"quality\": 1}                   | request_id | 32 hexadecimal",
        "{\"request_id\": \"%s\"}                                   | quality    | is missing",
        "{\"request_id\": \"%s\", \"quality\": null}                | quality    | is missing",
        "{\"request_id\": \"%s\", \"quality\": \"1\"}               | quality    | from 0 to 1",
        "{\"request_id\": \"%s\", \"quality\": 1.01}                | quality    | from 0 to 1",
        "{\"request_id\": \"%s\", \"quality\": -1e-9}               | quality    | from 0 to 1",
        "{\"request_id\": \"%s\", \"quality\": true}                | quality    | from 0 to 1",
        "{\"request_id\": \"%s\", \"quality\": 1, \"comment\": 5}   | comment    | a string",
        "{\"request_id\": \"%s\", \"quality\": 1, \"comment\": \"\\u0000\"} | comment | NUL",
        "{\"request_id\": \"%s\", \"score\": 1}                     | score      | quality",
        "{\"request_id\": \"%s\", \"quality\": 1, \"score\": 1}     | score      | quality",
      })
  void a_field_that_is_wrong_is_named(String body, String field, String hint) {
    feedback(body.formatted(ID))
        .statusCode(400)
        .body("error.type", equalTo("invalid_request_error"))
        .body("error.param", equalTo(field))
        .body("error.message", containsString(hint));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "\"good\"", "{} {}"})
  void a_body_that_is_no_json_object_is_refused(String body) {
    feedback(body).statusCode(400).body("error.code", equalTo("invalid_json"));
  }

  @Test
  void a_comment_that_is_too_long_is_refused() {
    var comment = "x".repeat(Label.MAX_COMMENT);
    var id = names.mint("proj_default");
    feedback(body(id, "1, \"comment\": \"%s\"".formatted(comment))).statusCode(204);
    feedback(body(id, "1, \"comment\": \"%sx\"".formatted(comment)))
        .statusCode(400)
        .body("error.param", equalTo("comment"));
  }

  @Test
  void feedback_is_posted_as_json() {
    given().contentType("text/plain").body("{}").post("/v1/feedback").then().statusCode(415);
    given().get("/v1/feedback").then().statusCode(405).header("Allow", equalTo("POST"));
  }

  private static String body(String id, String quality) {
    return """
    {"request_id": "%s", "quality": %s}"""
        .formatted(id, quality);
  }
}
