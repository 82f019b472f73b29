package dev.spillway.gateway.decision;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.oneOf;

import dev.spillway.gateway.policy.StoresProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;

/** The gateway, as clients and administrators see it. */
final class Gateway {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A policy that accepts an answer of small whose every token has a probability of 0.8. */
  static final String POLICY = "decisions-test";

  private Gateway() {}

  /** Makes {@link #POLICY}, if it is not there. */
  static void makePolicy() {
    authorized()
        .contentType(ContentType.JSON)
        .body(
            """
            {"tiers": ["demo-small", "demo-large"], "scorer": "min-probability",
             "thresholds": [0.8]}""")
        .put("/admin/v1/policies/" + POLICY)
        .then()
        .statusCode(oneOf(200, 201));
  }

  static ValidatableResponse chat(String model, String content) {
    return given()
        .contentType(ContentType.JSON)
        .body(
            """
            {"model": "%s", "messages": [{"role": "user", "content": "%s"}]}"""
                .formatted(model, content))
        .post("/v1/chat/completions")
        .then()
        .statusCode(200);
  }

  static String id(ValidatableResponse answer) {
    return answer.extract().header("x-spillway-request-id");
  }

  static ValidatableResponse feedback(String body) {
    return given().contentType(ContentType.JSON).body(body).post("/v1/feedback").then();
  }

  /** The decision for a request, once it is written. */
  static ValidatableResponse decision(String requestId) {
    await()
        .atMost(PATIENCE)
        .until(() -> authorized().get("/admin/v1/decisions/" + requestId).getStatusCode() == 200);
    return authorized().get("/admin/v1/decisions/" + requestId).then();
  }

  static RequestSpecification authorized() {
    return given().header("Authorization", "Bearer " + StoresProfile.ADMIN_KEY);
  }
}
