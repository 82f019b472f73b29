package dev.spillway.gateway.learning;

import static dev.spillway.gateway.learning.OtherGateway.NEVER;
import static dev.spillway.gateway.learning.OtherGateway.OFTEN;
import static dev.spillway.gateway.tenancy.AdminApi.admin;
import static io.restassured.RestAssured.given;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.oneOf;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.cascade.VertxLoop;
import dev.spillway.gateway.decision.DecisionStore;
import dev.spillway.gateway.policy.Database;
import dev.spillway.gateway.policy.LivePolicies;
import dev.spillway.gateway.policy.Outage;
import dev.spillway.gateway.policy.Outages;
import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.gateway.policy.VersionedPolicy;
import dev.spillway.testkit.Await;
import dev.spillway.testkit.Ports;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.Stores;
import dev.spillway.testkit.StubWorker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several gateways on one database and one Redis watch policies together. */
@QuarkusTest
@TestProfile(StoresProfile.class)
class ExchangeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MANY = 400;

  @Inject Vertx vertx;
  @Inject Database database;
  @Inject ObjectMapper json;
  @Inject LivePolicies policies;
  @Inject DecisionStore decisions;
  @Inject DriftWatch drift;
  @Inject Exchange exchange;
  @Inject Outages outages;

  @Inject
  @Named("small")
  StubWorker small;

  private final String policy = "shared-" + UUID.randomUUID();

  @BeforeEach
  void a_policy_promises_something() {
    put(
        policy,
        """
        {"tiers": ["demo-small", "demo-large"], "scorer": "min-probability", "thresholds": [0.5],
         "conduct": {"promise": {"acceptance": 0.95, "quality": 0.9}, "fallback": "best-tier"}}""");
    small.says(Script.started(10, 0).token("Rome", 0.9).finish());
  }

  @Test
  void law_feedback_counts_for_the_promise_at_whichever_gateway_it_arrives_and_once() {
    var id = chat();
    try (var other = other(redisUrl(), NEVER)) {
      var labels =
          new DriftLabels(
              other.drift,
              decisions::figures,
              new VertxLoop(vertx.getOrCreateContext()),
              new SimpleMeterRegistry());
      // Its decision may not be written yet.
      labels.labelled(id, 0);
      Await.until(() -> seen(other.drift, "quality") == 1);
      tell(other);
      state().body("complete", equalTo(true)).body(figure("quality", "seen"), equalTo(1));
    }
    var another = chat();
    feedback(another, "0.5");
    feedback(another, "1");
    state()
        .body(figure("quality", "seen"), equalTo(2))
        .body(figure("acceptance", "seen"), equalTo(2));
  }

  @Test
  void law_what_serves_instead_holds_at_every_gateway_by_notice() {
    try (var other = other(redisUrl(), NEVER)) {
      observe(drift, MANY, false);
      tellFromHere();
      Await.until(() -> other.drift.outside().containsKey(policy));
      assertThat(other.drift.serving(live()).policy().tiers()).containsExactly("demo-large");
      // It has looked since it listens, so only a notice makes it look again.
      observe(drift, MANY, true);
      tellFromHere();
      Await.until(() -> !other.drift.outside().containsKey(policy));
    }
  }

  @Test
  void without_redis_it_holds_at_every_gateway_by_looking_now_and_then() {
    try (var deaf = other("redis://127.0.0.1:" + Ports.free(), OFTEN)) {
      observe(drift, MANY, false);
      tellFromHere();
      Await.until(() -> deaf.drift.outside().containsKey(policy));
    }
  }

  @Test
  void a_gateway_that_starts_knows_what_the_others_knew() {
    observe(drift, MANY, false);
    tellFromHere();
    try (var started = other(redisUrl(), NEVER)) {
      Await.until(() -> started.drift.outside().containsKey(policy));
      assertThat(seen(started.drift, "acceptance")).isEqualTo(MANY);
    }
  }

  @Test
  void law_there_is_one_watch_for_all_so_what_two_see_adds_up() {
    try (var one = other(redisUrl(), NEVER);
        var two = other(redisUrl(), NEVER)) {
      int needed = 0;
      while (!one.drift.outside().containsKey(policy)) {
        observe(one.drift, 1, false);
        needed++;
      }
      put(policy, "{\"thresholds\": [0.4]}");
      int half = needed / 2;
      observe(one.drift, half, false);
      observe(two.drift, needed - half, false);
      assertThat(one.drift.outside()).doesNotContainKey(policy);
      assertThat(two.drift.outside()).doesNotContainKey(policy);
      tell(one);
      tell(two);
      Await.until(() -> one.drift.outside().containsKey(policy));
      assertThat(two.drift.outside()).containsKey(policy);
      assertThat(seen(two.drift, "acceptance")).isEqualTo(needed);
    }
  }

  @Test
  void a_gateway_with_an_old_version_of_a_policy_adds_nothing_to_the_new_one() {
    try (var other = other(redisUrl(), NEVER)) {
      observe(other.drift, 10, true);
      put(policy, "{\"thresholds\": [0.4]}");
      observe(drift, 3, true);
      tellFromHere();
      tell(other);
      assertThat(requireNonNull(other.drift.watched().get(policy)).untold()).isZero();
    }
    try (var started = other(redisUrl(), NEVER)) {
      Await.until(() -> seen(started.drift, "acceptance") == 3);
    }
  }

  @Test
  void without_the_database_each_goes_by_what_it_knows_and_tells_later() {
    try (var other = other(redisUrl(), OFTEN)) {
      observe(other.drift, 5, true);
      tell(other);
      Stores.shared().postgres().stop();
      try {
        observe(other.drift, MANY, false);
        assertThat(other.drift.outside()).containsKey(policy);
        assertThat(other.exchange.now().await().atMost(PATIENCE)).isFalse();
        state().body("complete", equalTo(false));
        assertThat(requireNonNull(other.drift.watched().get(policy)).untold()).isEqualTo(MANY);
      } finally {
        Stores.shared().postgres().start();
      }
      Await.until(() -> !outages.isOn(Outage.DATABASE_DOWN));
      tell(other);
      Await.until(() -> drift.outside().containsKey(policy));
      assertThat(seen(drift, "acceptance")).isEqualTo(5 + MANY);
    }
  }

  @Test
  void a_candidate_is_compared_over_all_gateways_and_a_later_version_begins_anew() {
    var store = new CandidateStore(database, json);
    var counted = new Tally("next", 1, 1, Instant.EPOCH, 3, 2, 1, 4, 0.5, 0.25);
    add(store, counted);
    add(store, counted);
    try (var other = other(redisUrl(), NEVER)) {
      Await.until(() -> other.candidates.tally(policy).isPresent());
      assertThat(other.candidates.tally(policy))
          .contains(new Tally("next", 1, 1, Instant.EPOCH, 6, 4, 2, 8, 1, 0.5));
      var later = new Tally("next", 2, 1, Instant.EPOCH.plusSeconds(1), 1, 0, 0, 0, 0.1, 0.1);
      add(store, later);
      add(store, counted);
      assertThat(other.exchange.now().await().atMost(PATIENCE)).isTrue();
      assertThat(other.candidates.tally(policy)).contains(later);
      state().body("candidate.version", equalTo(2)).body("candidate.requests", equalTo(1));
    }
  }

  private void add(CandidateStore store, Tally counted) {
    store.add(Map.of(policy, counted)).await().atMost(PATIENCE);
  }

  private OtherGateway other(String redisUrl, Duration poll) {
    return new OtherGateway(vertx, database, json, policies, redisUrl, poll);
  }

  private static String redisUrl() {
    return Stores.shared().redisUrl();
  }

  private static void tell(OtherGateway gateway) {
    assertThat(gateway.exchange.tell().await().atMost(PATIENCE)).isTrue();
  }

  private void tellFromHere() {
    assertThat(exchange.tell().await().atMost(PATIENCE)).isTrue();
  }

  private VersionedPolicy live() {
    return policies.find(policy).orElseThrow();
  }

  private void observe(DriftWatch at, int count, boolean before) {
    for (int i = 0; i < count; i++) {
      at.answered(Trails.answered(UUID.randomUUID().toString(), live(), before));
    }
  }

  private long seen(DriftWatch at, String figure) {
    return at.of(policy).stream()
        .flatMap(each -> each.states().stream())
        .filter(each -> each.figure().equals(figure))
        .mapToLong(each -> each.seen())
        .sum();
  }

  private static String figure(String name, String field) {
    return "drift.figures.find { it.figure == '%s' }.%s".formatted(name, field);
  }

  private ValidatableResponse state() {
    return admin().get("/admin/v1/policies/" + policy + "/state").then().statusCode(200);
  }

  private String chat() {
    return given()
        .contentType(ContentType.JSON)
        .body(Map.of("model", policy, "messages", List.of(Map.of("role", "user", "content", "Hi"))))
        .post("/v1/chat/completions")
        .then()
        .statusCode(200)
        .extract()
        .header("x-spillway-request-id");
  }

  private static void feedback(String id, String quality) {
    given()
        .contentType(ContentType.JSON)
        .body("{\"request_id\": \"%s\", \"quality\": %s}".formatted(id, quality))
        .post("/v1/feedback")
        .then()
        .statusCode(204);
  }

  private static void put(String name, String body) {
    admin().body(body).put("/admin/v1/policies/" + name).then().statusCode(oneOf(200, 201));
  }
}
