package dev.spillway.gateway.decision;

import static dev.spillway.gateway.decision.Gateway.PATIENCE;
import static dev.spillway.gateway.decision.Gateway.authorized;
import static dev.spillway.gateway.decision.Gateway.chat;
import static dev.spillway.gateway.decision.Gateway.decision;
import static dev.spillway.gateway.decision.Gateway.id;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.oneOf;

import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a policy would do, before it does it. */
@QuarkusTest
@TestProfile(StoresProfile.class)
class TrialTest {
  @Inject
  @Named("small")
  StubWorker small;

  @Inject
  @Named("large")
  StubWorker large;

  private final String policy = "trial-" + UUID.randomUUID();

  @BeforeEach
  void small_is_half_sure() {
    small.says(Script.started(10, 0).token("Rome", 0.6).finish());
    large.says(Script.started(10, 0).token("Paris", 0.9).finish());
    put(
        policy,
        "{\"tiers\": [\"demo-small\", \"demo-large\"], \"scorer\": \"min-probability\","
            + " \"thresholds\": [0.5]}");
  }

  @Test
  void a_change_is_tried_on_kept_decisions_without_being_made() {
    put(policy, "{\"conduct\": {\"shadow\": 1}}");
    String last = "";
    for (int i = 0; i < 4; i++) {
      last = id(chat(policy, "Hi"));
      decision(last);
    }
    dryRun("{\"thresholds\": [0.9]}")
        .statusCode(200)
        .body("decisions", equalTo(4))
        .body("undecided", equalTo(0))
        .body("asked.demo-small", equalTo(4))
        .body("asked.demo-large", equalTo(4))
        .body("escalated", equalTo(1f))
        .body("other_tier", equalTo(4))
        .body("other_answer", equalTo(4))
        .body("judged", equalTo(4))
        .body("quality", equalTo(1f))
        .body("quality_live", equalTo(0f))
        .body("usd_per_1000", greaterThan(0.01f))
        .body("usd_per_1000_live", equalTo(0.0011f));
    dryRun("{}").body("other_tier", equalTo(0)).body("asked.demo-large", equalTo(0));
    dryRun("{\"thresholds\": [2]}").statusCode(400).body("error.param", equalTo("thresholds"));
    authorized().get("/admin/v1/policies/" + policy).then().body("version", equalTo(2));
  }

  @Test
  void a_candidate_is_played_beside_live_traffic_and_asks_nobody() {
    var next = policy + "-next";
    put(
        next,
        "{\"tiers\": [\"demo-small\", \"demo-large\"], \"scorer\": \"min-probability\","
            + " \"thresholds\": [0.9]}");
    state().body("$", not(hasKey("candidate")));
    put(policy, "{\"conduct\": {\"candidate\": \"" + next + "\"}}");
    chat(policy, "Hi");
    small.says(Script.started(10, 0).token("Rome", 0.95).finish());
    chat(policy, "Hi");
    small.says(Script.started(10, 0).token("Rome", 0.1).finish());
    chat(policy, "Hi");
    await()
        .atMost(PATIENCE)
        .until(() -> state().extract().<Integer>path("candidate.requests") == 3);
    state()
        .body("candidate.name", equalTo(next))
        .body("candidate.later", equalTo(1))
        .body("candidate.same", equalTo(2))
        .body("candidate.earlier", equalTo(0))
        .body("candidate.candidate_usd", greaterThan(0.00002f));
    small.says(Script.started(10, 0).token("Rome", 0.95).finish());
    put(next, "{\"thresholds\": [0.4]}");
    chat(policy, "Hi");
    await().atMost(PATIENCE).until(() -> state().extract().<Integer>path("candidate.version") == 2);
    state().body("candidate.requests", equalTo(1)).body("candidate.same", equalTo(1));
  }

  @Test
  void a_budget_shows_what_was_spent_here() {
    put(policy, "{\"conduct\": {\"budget_usd_per_1000\": 0.002}}");
    chat(policy, "Hi");
    await().atMost(PATIENCE).until(() -> state().extract().path("budget") != null);
    state().body("budget.requests", equalTo(1)).body("budget.realised", equalTo(0.55f));
  }

  @Test
  void a_policy_that_breaks_its_promise_is_told_and_its_fallback_serves() {
    put(
        policy,
        "{\"conduct\": {\"promise\": {\"acceptance\": 0.95}, \"fallback\": \"best-tier\"}}");
    small.says(Script.started(10, 0).token("Rome", 0.1).finish());
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              chat(policy, "Hi");
              return Boolean.TRUE.equals(state().extract().<Boolean>path("drift.outside"));
            });
    state().body("drift.figures.figure", contains("acceptance"));
    given()
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body(containsString(policy), containsString("outside its promise: acceptance"));
    given()
        .get("/q/metrics")
        .then()
        .body(containsString("spillway_policy_drift{figure=\"acceptance\",policy=\"" + policy));
    await()
        .atMost(PATIENCE)
        .until(() -> decision(id(chat(policy, "Hi"))).extract().<Integer>path("asked.size()") == 1);
    var served = chat(policy, "Hi");
    served.header("x-spillway-policy", containsString(policy));
    put(policy, "{\"conduct\": {\"promise\": null, \"fallback\": null}}");
    state().body("$", not(hasKey("drift")));
  }

  private static void put(String name, String body) {
    authorized()
        .contentType(ContentType.JSON)
        .body(body)
        .put("/admin/v1/policies/" + name)
        .then()
        .statusCode(oneOf(200, 201));
  }

  private ValidatableResponse dryRun(String body) {
    return authorized()
        .contentType(ContentType.JSON)
        .body(body)
        .post("/admin/v1/policies/" + policy + "/dry-run")
        .then();
  }

  private ValidatableResponse state() {
    return authorized().get("/admin/v1/policies/" + policy + "/state").then().statusCode(200);
  }
}
