package dev.spillway.gateway.decision;

import static dev.spillway.gateway.decision.Gateway.PATIENCE;
import static dev.spillway.gateway.decision.Gateway.POLICY;
import static dev.spillway.gateway.decision.Gateway.chat;
import static dev.spillway.gateway.decision.Gateway.decision;
import static dev.spillway.gateway.decision.Gateway.feedback;
import static dev.spillway.gateway.decision.Gateway.id;
import static dev.spillway.gateway.decision.Gateway.makePolicy;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.spillway.gateway.policy.Outage;
import dev.spillway.gateway.policy.Outages;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.Stores;
import dev.spillway.testkit.StubWorker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gateway that keeps texts, and whose database goes away. */
@QuarkusTest
@TestProfile(DecisionsProfile.class)
class KeptTextTest {
  private static final int CHATS = 20;

  @Inject
  @Named("small")
  StubWorker small;

  @Inject
  @Named("large")
  StubWorker large;

  @Inject Outages outages;
  @Inject MeterRegistry meters;

  @BeforeEach
  void small_doubts_and_large_answers() {
    makePolicy();
    small.says(Script.answer(0.1, "per", "haps"));
    large.says(Script.answer(0.99, "Hello", " there"));
  }

  @Test
  void the_messages_and_every_tiers_reply_are_kept() {
    decision(id(chat(POLICY, "what is it?")))
        .body("messages.role", contains("user"))
        .body("messages.content", contains("what is it?"))
        .body("asked.text", contains("per", "Hello there"));
  }

  @Test
  void what_a_database_cannot_keep_does_not_cost_the_decision() {
    large.says(Script.answer(0.99, "a\0b"));
    decision(id(chat(POLICY, "\\u0000\\ud800")))
        .body("messages.content", contains("\uFFFD\uFFFD"))
        .body("asked[1].text", equalTo("a\uFFFDb"));
  }

  @Test
  void of_a_long_text_nothing_is_kept() {
    decision(id(chat(POLICY, "x".repeat(DecisionsProfile.TEXT))))
        .body("$", not(hasKey("messages")))
        .body("asked[1]", not(hasKey("text")));
  }

  @Test
  void with_the_database_away_chats_go_on_decisions_are_dropped_and_counted_and_come_back() {
    var postgres = Stores.shared().postgres();
    var before = dropped();
    String waiting = "";
    postgres.stop();
    try {
      for (int i = 0; i < CHATS; i++) {
        var answer = chat(POLICY, "Hi");
        waiting = waiting.isEmpty() ? id(answer) : waiting;
      }
      // The last answer leaves a moment before its decision is dropped.
      await().atMost(PATIENCE).until(() -> dropped() - before == CHATS - DecisionsProfile.WAITING);
      given()
          .get("/q/metrics")
          .then()
          .body(containsString("spillway_decisions_dropped_total{reason=\"full\"} "));
      feedback("{\"request_id\": \"%s\", \"quality\": 1}".formatted(waiting)).statusCode(503);
    } finally {
      postgres.start();
    }
    await().atMost(PATIENCE).until(() -> !outages.isOn(Outage.DATABASE_DOWN));
    decision(waiting).body("tier", equalTo("demo-large"));
    decision(id(chat(POLICY, "Hi"))).body("tier", equalTo("demo-large"));
  }

  private double dropped() {
    return meters.find("spillway.decisions.dropped").counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }
}
