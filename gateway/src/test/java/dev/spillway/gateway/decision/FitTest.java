package dev.spillway.gateway.decision;

import static dev.spillway.gateway.decision.Gateway.PATIENCE;
import static dev.spillway.gateway.decision.Gateway.authorized;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import dev.spillway.gateway.policy.StoresProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fitting a policy from its kept decisions, as an administrator sees it. */
@QuarkusTest
@TestProfile(StoresProfile.class)
class FitTest {
  private static final int ROWS = 1_500;
  private static final Instant LATEST = Instant.parse("2090-01-02T03:04:05Z");

  @Inject DecisionStore store;

  private final String policy = "fit-" + UUID.randomUUID();

  @BeforeEach
  void a_policy() {
    authorized()
        .contentType(ContentType.JSON)
        .body(
            """
            {"tiers": ["demo-small", "demo-large"], "scorer": "min-probability",
             "thresholds": [0.5], "conduct": {"explore": 0.5}}""")
        .put("/admin/v1/policies/" + policy)
        .then()
        .statusCode(201);
  }

  @Test
  void a_policy_is_fitted_from_kept_decisions_and_the_candidate_is_put() {
    keep(ROWS);
    var done = finished(fit("?quality=0.9", "").statusCode(202).extract().path("id"));
    done.body("state", equalTo("done"))
        .body("read", equalTo(ROWS))
        .body("progress", equalTo(1f))
        .body("report.measure", equalTo("agreement"))
        .body("report.best_tier", equalTo("demo-large"))
        .body("report.scorers.size()", equalTo(4))
        .body("report.basis.left_out.not_drawn", greaterThan(ROWS / 3))
        .body("report.basis.covered", equalTo(1f))
        .body("report.front.size()", greaterThan(5))
        .body("report.candidate.quality.value", greaterThan(0.85f))
        .body("report.candidate.saving.value", greaterThan(0.2f));
    var candidate = done.extract().path("report.candidate.policy");
    authorized()
        .contentType(ContentType.JSON)
        .body(candidate)
        .put("/admin/v1/policies/" + policy)
        .then()
        .statusCode(200)
        .body("version", equalTo(2));
    front("").body("$", not(hasKey("choice"))).body("report.policy", equalTo(policy));
    front("?escalations=0.3")
        .body("choice.escalated.value", lessThan(0.4f))
        .body("policy.scorer", equalTo(done.extract().path("report.candidate.policy.scorer")));
    front("?budget_usd_per_1000=0.006").body("choice.fitted[1]", lessThan(0.000_006_01f));
  }

  @Test
  void qualities_that_are_sent_come_before_agreement_and_whole_examples_are_taken_too() {
    var rows = keep(400);
    var lines = new StringBuilder();
    for (var row : rows) {
      lines.append(
          "{\"request_id\": \"%s\", \"qualities\": {\"demo-small\": 1, \"demo-large\": 0}}\n"
              .formatted(row.requestId()));
    }
    finished(fit("?quality=1&scorer=mean-probability", lines.toString()).extract().path("id"))
        .body("report.best_tier", equalTo("demo-small"))
        .body("report.candidate.policy.tiers.size()", equalTo(1));

    var example =
        """
        {"messages": [{"role": "user", "content": "x"}], "replies": {
        "demo-small": {"text": "a", "quality": 0, "cost_usd": 0.001, "logprobs": [-0.1]},
        "demo-large": {"text": "b", "quality": 1, "cost_usd": 0.01}}}"""
            .replace("\n", "");
    finished(fit("?decisions=0", (example + "\n").repeat(200)).extract().path("id"))
        .body("read", equalTo(0))
        .body("report.basis.fitted_on", equalTo(100))
        .body("report.candidate.usd_per_1000.value", equalTo(10f));
  }

  @Test
  void too_little_evidence_fails_with_what_there_is_and_what_to_do() {
    keep(20);
    finished(fit("", "").extract().path("id"))
        .body("state", equalTo("failed"))
        .body("error", containsString("at least 100 requests"));
    authorized().get("/admin/v1/policies/" + policy + "/front").then().statusCode(404);
  }

  @Test
  void answers_for_which_no_tier_was_asked_are_read_and_speak_for_nobody() {
    store.insert(List.of(hit())).await().atMost(PATIENCE);
    keep(ROWS);
    finished(fit("?quality=0.9", "").extract().path("id"))
        .body("state", equalTo("done"))
        .body("read", equalTo(ROWS + 1))
        .body("report.basis.left_out.never_drawn", equalTo(1));
  }

  @Test
  void what_is_wrong_is_named() {
    refused("?budget=1", "", "budget");
    refused("?quality=1.5", "", "quality");
    refused("?quality=0.9&escalations=0.1", "", "quality");
    refused("?scorer=vibes", "", "scorer");
    refused("?measure=luck", "", "measure");
    refused("?decisions=-1", "", "decisions");
    refused("", "{\"request_id\": \"x\"}", "request_id");
    refused(
        "",
        "{\"request_id\": \"%s\", \"qualities\": {\"demo-small\": 1}}".formatted(Rows.newId()),
        "qualities.demo-large");
    authorized()
        .contentType("application/x-ndjson")
        .post("/admin/v1/policies/nobody/fit")
        .then()
        .statusCode(404);
  }

  @Test
  void a_fit_can_be_cancelled_and_one_that_is_over_stays_as_it_is() {
    keep(ROWS);
    String id = fit("", "").extract().path("id");
    authorized().delete("/admin/v1/fits/" + id).then().statusCode(200);
    var over = finished(id).extract().<String>path("state");
    authorized().delete("/admin/v1/fits/" + id).then().body("state", equalTo(over));
    authorized().get("/admin/v1/fits/f-0").then().statusCode(404);
  }

  /**
   * Small is right as often as it is sure. A threshold of 0.5 was in force, and half of all
   * requests were put to both tiers.
   */
  private List<DecisionRow> keep(int count) {
    var random = new Random(5);
    var rows = new ArrayList<DecisionRow>();
    for (int i = 0; i < count; i++) {
      double sure = 0.05 + 0.9 * random.nextDouble();
      boolean right = random.nextDouble() < sure;
      boolean accepted = sure >= 0.5;
      boolean drawn = random.nextBoolean();
      var asked = new ArrayList<AskedTier>();
      asked.add(
          asked("demo-small", accepted ? "stop" : "cut", sure, accepted ? (Boolean) true : null));
      if (!accepted || drawn) {
        asked.add(asked("demo-large", "stop", 0.9, !accepted || right));
      }
      if (!accepted && drawn) {
        asked.add(asked("demo-small", "stop", sure, right));
      }
      rows.add(
          new DecisionRow(
              Rows.newId(),
              LATEST.minusSeconds(i),
              policy,
              1,
              accepted ? "demo-small" : "demo-large",
              sure,
              accepted ? 0 : 1,
              5,
              false,
              "stop",
              "0.00001",
              "0.00001",
              1,
              2,
              "miss",
              asked,
              0.5,
              drawn,
              null,
              null,
              null));
    }
    store.insert(rows).await().atMost(PATIENCE);
    return rows;
  }

  private DecisionRow hit() {
    return new DecisionRow(
        Rows.newId(),
        LATEST.plusSeconds(1),
        policy,
        1,
        "demo-small",
        0.9,
        0,
        5,
        false,
        "stop",
        "0",
        "0.00001",
        1,
        2,
        "hit",
        List.of(),
        null,
        null,
        null,
        null,
        null);
  }

  private static AskedTier asked(
      String tier, String finish, double sure, @Nullable Boolean agrees) {
    var cost = tier.equals("demo-small") ? "0.000001" : "0.00001";
    double logprob = Math.log(sure);
    return new AskedTier(
        tier,
        finish,
        null,
        1,
        null,
        10,
        0,
        1,
        cost,
        1.0,
        2.0,
        new AskedTier.Logprobs(1, logprob, logprob, 0, logprob, 0),
        "private",
        agrees,
        null);
  }

  private void refused(String query, String body, String field) {
    fit(query, body).statusCode(400).body("error.param", equalTo(field));
  }

  private ValidatableResponse fit(String query, String body) {
    return authorized()
        .config(
            RestAssured.config()
                .encoderConfig(
                    EncoderConfig.encoderConfig()
                        .encodeContentTypeAs("application/jsonl", ContentType.TEXT)))
        .contentType("application/jsonl")
        .body(body)
        .post("/admin/v1/policies/" + policy + "/fit" + query)
        .then();
  }

  private static ValidatableResponse finished(String id) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !"running"
                    .equals(
                        authorized().get("/admin/v1/fits/" + id).then().extract().path("state")));
    return authorized().get("/admin/v1/fits/" + id).then().statusCode(200);
  }

  private ValidatableResponse front(String query) {
    return authorized()
        .get("/admin/v1/policies/" + policy + "/front" + query)
        .then()
        .statusCode(200);
  }
}
