package dev.spillway.gateway.policy;

import static dev.spillway.gateway.policy.PolicyChanges.everything;
import static dev.spillway.gateway.policy.PolicyChanges.newName;
import static dev.spillway.gateway.policy.PolicyChanges.threshold;
import static dev.spillway.gateway.policy.PolicyChanges.thresholds;
import static dev.spillway.gateway.policy.SecondGateway.NEVER;
import static dev.spillway.gateway.policy.SecondGateway.OFTEN;
import static dev.spillway.gateway.policy.SecondGateway.redisUrl;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.spillway.testkit.StoreServer;
import dev.spillway.testkit.Stores;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The stores are stopped and frozen under a running gateway. */
@QuarkusTest
@TestProfile(StoresProfile.class)
class OutageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String REDIS = "checks.find { it.name == 'policies' }.data.redis";
  private static final String POSTGRES = "checks.find { it.name == 'policies' }.data.postgresql";

  private static final String GAUGE = "spillway_outage{dependency=\"redis\"}";

  @Inject LivePolicies here;
  @Inject Outages outages;
  @Inject Vertx vertx;
  @Inject Mutiny.SessionFactory sessions;

  private final StoreServer redis = Stores.shared().redis();
  private final StoreServer postgres = Stores.shared().postgres();

  @AfterEach
  void awaitRecovery() {
    await()
        .atMost(PATIENCE)
        .until(() -> !outages.isOn(Outage.REDIS_DOWN) && !outages.isOn(Outage.DATABASE_DOWN));
  }

  @Test
  void without_redis_changes_are_kept_and_followed_by_poll_and_notices_come_back_with_it() {
    var name = newName();
    try (var polling = new SecondGateway(vertx, sessions, redisUrl(), OFTEN).start();
        var listening = new SecondGateway(vertx, sessions, redisUrl(), NEVER).start()) {
      listening.awaitListeners(3);
      redis.stop();
      try {
        await().atMost(PATIENCE).until(() -> outages.isOn(Outage.REDIS_DOWN));
        put(name, "{\"tiers\":[\"demo-small\"],\"scorer\":\"min-probability\"}").statusCode(201);
        assertThat(here.find(name)).isPresent();
        polling.awaitVersion(name, 1);
        assertThat(listening.policies.find(name)).isEmpty();
        ready().body(REDIS, containsString("down"));
        given().get("/q/metrics").then().body(containsString(GAUGE + " 1"));
      } finally {
        redis.start();
      }
      // it missed the notice, and looks when its subscription is confirmed
      listening.awaitVersion(name, 1);
      listening.awaitListeners(3);
      here.change(name, everything(0.5), version -> true, "admin").await().atMost(PATIENCE);
      listening.awaitVersion(name, 2);
    }
    awaitRecovery();
    ready().body(REDIS, equalTo("up"));
    given().get("/q/metrics").then().body(containsString(GAUGE + " 0"));
  }

  @Test
  void no_slow_path_is_silent_and_none_is_told_twice() {
    try (var log = RecordedLog.of(Outages.class)) {
      redis.stop();
      try {
        for (var threshold : new double[] {0.1, 0.2, 0.3}) {
          here.change("told-once", everything(threshold), version -> true, "admin")
              .await()
              .atMost(PATIENCE);
        }
        await().atMost(PATIENCE).until(() -> outages.isOn(Outage.REDIS_DOWN));
      } finally {
        redis.start();
      }
      awaitRecovery();
      assertThat(log.lines("redis is away")).hasSize(1);
      assertThat(log.lines("redis is back")).hasSize(1);
    }
  }

  @Test
  void a_frozen_redis_is_noticed_and_delays_no_change() {
    var name = newName();
    try (var listening = new SecondGateway(vertx, sessions, redisUrl(), NEVER).start()) {
      listening.awaitListeners(2);
      redis.pause();
      try {
        here.change(name, everything(0.5), version -> true, "admin").await().atMost(PATIENCE);
        await().atMost(PATIENCE).until(() -> listening.outages.isOn(Outage.REDIS_DOWN));
      } finally {
        redis.resume();
      }
      listening.awaitVersion(name, 1);
    }
  }

  @Test
  void without_the_database_policies_are_served_and_cannot_be_changed() {
    var name = newName();
    here.change(name, everything(0.5), version -> true, "admin").await().atMost(PATIENCE);
    postgres.stop();
    try {
      await().atMost(PATIENCE).until(() -> outages.isOn(Outage.DATABASE_DOWN));
      servedButUnchangeable(name);
    } finally {
      postgres.start();
    }
    awaitRecovery();
    changeable(name);
  }

  @Test
  void a_frozen_database_fails_a_change_in_time() {
    var name = newName();
    here.change(name, everything(0.5), version -> true, "admin").await().atMost(PATIENCE);
    postgres.pause();
    try {
      servedButUnchangeable(name);
    } finally {
      postgres.resume();
    }
    awaitRecovery();
    changeable(name);
  }

  private void servedButUnchangeable(String name) {
    put(name, "{\"thresholds\":[0.9]}")
        .statusCode(503)
        .body("error.code", equalTo("store_unavailable"));
    authorized()
        .get("/admin/v1/policies/" + name)
        .then()
        .statusCode(200)
        .body("thresholds[0]", equalTo(0.5f));
    assertThat(thresholds(here.find(name).orElseThrow())).containsExactly(0.5);
    authorized().get("/admin/v1/policies/" + name + "/versions").then().statusCode(503);
    ready().body(POSTGRES, containsString("down"));
  }

  /** Whether or not the change that timed out was made after all, the next one counts on. */
  private void changeable(String name) {
    var before = here.versions(name, Integer.MAX_VALUE, 9).await().atMost(PATIENCE).getFirst();
    var after =
        here.change(name, threshold(0.125), version -> true, "admin").await().atMost(PATIENCE);
    assertThat(after.revision().version()).isEqualTo(before.version() + 1);
    assertThat(thresholds(here.find(name).orElseThrow())).containsExactly(0.125);
  }

  /** Ready or not for other reasons, the policies are. */
  private static ValidatableResponse ready() {
    return given()
        .get("/q/health/ready")
        .then()
        .body("checks.find { it.name == 'policies' }.status", equalTo("UP"));
  }

  private static ValidatableResponse put(String name, String body) {
    return authorized()
        .contentType(ContentType.JSON)
        .body(body)
        .put("/admin/v1/policies/" + name)
        .then();
  }

  private static RequestSpecification authorized() {
    return given().header("Authorization", "Bearer " + StoresProfile.ADMIN_KEY);
  }
}
