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

import dev.spillway.testkit.Ports;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

/** Several gateways on one database and one Redis serve the same policies. */
@QuarkusTest
@TestProfile(StoresProfile.class)
class FollowingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject LivePolicies here;
  @Inject Vertx vertx;
  @Inject Mutiny.SessionFactory sessions;

  @Test
  void a_gateway_follows_another_by_notice_alone() {
    var name = newName();
    try (var other = new SecondGateway(vertx, sessions, redisUrl(), NEVER).start()) {
      other.awaitListeners(2);
      change(name, everything(0.25));
      other.awaitVersion(name, 1);
      change(name, threshold(0.75));
      other.awaitVersion(name, 2);
      assertThat(thresholds(other.policies.find(name).orElseThrow())).containsExactly(0.75);
      assertThat(other.policies.all()).isEqualTo(here.all());
    }
  }

  @Test
  void a_notice_that_is_lost_is_healed_by_the_poll() {
    var name = newName();
    var nobody = "redis://127.0.0.1:" + Ports.free();
    try (var deaf = new SecondGateway(vertx, sessions, nobody, OFTEN).start()) {
      change(name, everything(0.25));
      deaf.awaitVersion(name, 1);
      assertThat(deaf.outages.isOn(Outage.REDIS_DOWN)).isTrue();
    }
  }

  @Test
  void a_change_is_served_here_when_it_is_answered() {
    var name = newName();
    assertThat(change(name, everything(0.5)).created()).isTrue();
    assertThat(here.find(name).orElseThrow().version()).isEqualTo(1);
  }

  @Test
  void concurrent_changes_by_two_gateways_get_consecutive_versions_and_none_is_lost() {
    var name = newName();
    var writers = 24;
    try (var other = new SecondGateway(vertx, sessions, redisUrl(), NEVER).start()) {
      change(name, everything(1.0));
      var changes =
          IntStream.range(0, writers)
              .mapToObj(
                  i ->
                      (i % 2 == 0 ? here : other.policies)
                          .change(name, threshold(i / 100.0), version -> true, "admin")
                          .subscribeAsCompletionStage()
                          .toCompletableFuture())
              .toList();
      CompletableFuture.allOf(changes.toArray(CompletableFuture[]::new)).join();
      var answered = changes.stream().map(change -> change.join().revision()).toList();

      var versions = here.versions(name, Integer.MAX_VALUE, 100).await().atMost(PATIENCE);
      assertThat(versions)
          .extracting(PolicyRevision::version)
          .containsExactlyElementsOf(
              IntStream.iterate(writers + 1, v -> v > 0, v -> v - 1).boxed().toList());
      assertThat(versions.subList(0, writers)).containsExactlyInAnyOrderElementsOf(answered);
      assertThat(answered)
          .flatExtracting(each -> ((StoredRule.Scored) each.rule()).thresholds())
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, writers).mapToObj(i -> i / 100.0).toList());
      // the gateway that did not write the last version hears of it by notice
      await().atMost(PATIENCE).until(() -> here.find(name).orElseThrow().version() == writers + 1);
      other.awaitVersion(name, writers + 1);
    }
  }

  @Test
  void a_restart_keeps_the_versions() {
    var name = newName();
    change(name, everything(0.25));
    change(name, threshold(0.5));
    try (var restarted = new SecondGateway(vertx, sessions, redisUrl(), NEVER).start()) {
      assertThat(restarted.policies.find(name)).isEqualTo(here.find(name)).isPresent();
      assertThat(restarted.policies.revision(name).orElseThrow().version()).isEqualTo(2);
    }
  }

  @Test
  void what_is_shipped_never_replaces_what_is_there() {
    var there = here.find("auto").orElseThrow();
    assertThat(there.policy().tiers()).isEqualTo(List.of("demo-small", "demo-large"));
    var again =
        here.ship(
                "auto", List.of("demo-small"), new StoredRule.Scored("min-probability", List.of()))
            .await()
            .atMost(PATIENCE);
    assertThat(again.added()).isFalse();
    assertThat(again.revision().version()).isEqualTo(there.version());
  }

  private PolicyChanged change(String name, PolicyChange change) {
    return here.change(name, change, version -> true, "admin").await().atMost(PATIENCE);
  }
}
