package dev.spillway.gateway.policy;

import static dev.spillway.gateway.policy.PolicyChanges.everything;
import static dev.spillway.gateway.policy.PolicyChanges.newName;
import static dev.spillway.gateway.policy.PolicyChanges.threshold;
import static dev.spillway.gateway.policy.PolicyChanges.thresholds;
import static dev.spillway.gateway.policy.SecondGateway.NEVER;
import static dev.spillway.gateway.policy.SecondGateway.OFTEN;
import static dev.spillway.gateway.policy.SecondGateway.redisUrl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that another configuration, a newer release or a hand at the database may have left. */
@QuarkusTest
@TestProfile(StoresProfile.class)
class UnservableRowsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject LivePolicies here;
  @Inject Database database;
  @Inject Vertx vertx;
  @Inject Mutiny.SessionFactory sessions;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "array['demo-small', 'gone'], 'min-probability', array[0.5]",
        "array['demo-small', 'demo-large'], 'from-the-future', array[0.5]",
        "array['demo-small', 'demo-large'], 'min-probability', array[1.5]",
        "array['demo-small', 'demo-large'], 'min-probability', array[cast('NaN' as float8)]",
        "array['demo-small', 'demo-large'], 'min-probability', cast(array[] as float8[])",
        "array['demo-small', null], 'min-probability', array[0.5]",
        "cast(array[] as text[]), 'min-probability', cast(array[] as float8[])"
      })
  void the_latest_version_that_can_be_served_is_served(String content) {
    var name = newName();
    here.change(name, everything(0.5), version -> true, "admin").await().atMost(PATIENCE);
    insert(name, 2, content);
    insert(name, 3, content);
    try (var started = new SecondGateway(vertx, sessions, redisUrl(), NEVER).start()) {
      assertThat(started.policies.find(name)).isEqualTo(here.find(name)).isPresent();
    }
    var changed =
        here.change(name, threshold(0.75), version -> version == 1, "admin")
            .await()
            .atMost(PATIENCE);
    assertThat(changed.revision().version()).isEqualTo(4);
    assertThat(thresholds(here.find(name).orElseThrow())).containsExactly(0.75);
  }

  @Test
  void a_row_with_the_name_of_a_tier_is_not_a_policy() {
    insert("demo-small", 1, "array['demo-large'], 'min-probability', cast(array[] as float8[])");
    try (var started = new SecondGateway(vertx, sessions, redisUrl(), NEVER).start()) {
      assertThat(started.policies.find("demo-small")).isEmpty();
      assertThat(started.policies.find("auto")).isPresent();
    }
  }

  @Test
  void each_gateway_logs_a_skipped_row_once() {
    var name = newName();
    var marker = newName();
    try (var log = RecordedLog.of(PolicyReader.class);
        var polling = new SecondGateway(vertx, sessions, redisUrl(), OFTEN).start()) {
      insert(name, 1, "array['gone'], 'min-probability', cast(array[] as float8[])");
      await().atMost(PATIENCE).until(() -> log.lines(name).size() == 2);
      // whoever brings this has met the row again
      here.change(marker, everything(0.5), version -> true, "admin").await().atMost(PATIENCE);
      polling.awaitVersion(marker, 1);
      assertThat(log.lines(name)).hasSize(2).allMatch(line -> line.contains("'gone'"));
    }
  }

  private void insert(String name, int version, String content) {
    var sql =
        "insert into policy_version"
            + " (id, name, version, tiers, scorer, thresholds, created_by, created_at)"
            + " values ('%s/%d', '%s', %d, %s, 'test', now())"
                .formatted(name, version, name, version, content);
    database
        .transaction(session -> session.createNativeQuery(sql).executeUpdate())
        .await()
        .atMost(PATIENCE);
  }
}
