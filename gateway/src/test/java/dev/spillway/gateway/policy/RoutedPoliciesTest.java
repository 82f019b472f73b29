package dev.spillway.gateway.policy;

import static dev.spillway.gateway.policy.PolicyChanges.everything;
import static dev.spillway.gateway.policy.PolicyChanges.newName;
import static dev.spillway.gateway.policy.SecondGateway.NEVER;
import static dev.spillway.gateway.policy.SecondGateway.OFTEN;
import static dev.spillway.gateway.policy.SecondGateway.redisUrl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.router.policy.Rule;
import dev.spillway.router.routing.CascadeRouter;
import dev.spillway.router.routing.CascadeTrainer;
import dev.spillway.router.routing.Example;
import dev.spillway.router.routing.Example.Reply;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

/** Policies that go by a learned router, on a real database. */
@QuarkusTest
@TestProfile(StoresProfile.class)
class RoutedPoliciesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> TIERS = List.of("demo-small", "demo-large");

  @Inject LivePolicies here;
  @Inject RouterStore routers;
  @Inject Vertx vertx;
  @Inject Mutiny.SessionFactory sessions;

  @Test
  void a_policy_can_go_by_a_router_here_and_in_every_gateway() {
    var router = newRouter();
    var name = newName();
    try (var told = new SecondGateway(vertx, sessions, redisUrl(), OFTEN).start()) {
      change(name, routed(Optional.empty(), router, 0.5));
      assertThat(worth(here, name)).isEqualTo(0.5);
      assertThat(here.find(name).orElseThrow().policy().tiers()).isEqualTo(TIERS);
      told.awaitVersion(name, 1);
      assertThat(worth(told.policies, name)).isEqualTo(0.5);
    }
    try (var started = new SecondGateway(vertx, sessions, redisUrl(), NEVER).start()) {
      assertThat(worth(started.policies, name)).isEqualTo(0.5);
    }
  }

  @Test
  void a_policy_goes_from_thresholds_to_a_router_and_back() {
    var router = newRouter();
    var name = newName();
    change(name, everything(0.5));
    change(name, routed(Optional.empty(), router, 2));
    assertThat(worth(here, name)).isEqualTo(2);
    assertThat(change(name, routed(Optional.empty(), router, 2)).added()).isFalse();
    change(name, everything(0.25));

    assertThat(PolicyChanges.thresholds(here.find(name).orElseThrow())).containsExactly(0.25);
    assertThat(here.find(name).orElseThrow().version()).isEqualTo(3);
  }

  @Test
  void what_does_not_go_with_a_router_is_refused_by_name() {
    var router = newRouter();
    assertInvalid("router", "must be a router", routed(Optional.empty(), "gone", 1));
    assertInvalid(
        "tiers",
        "must be those that router",
        routed(Optional.of(List.of("demo-large", "demo-small")), router, 1));
    assertInvalid("worth_usd", "must be a number above 0", routed(Optional.empty(), router, -1));
    assertInvalid(
        "router",
        "must not come with scorer",
        new PolicyChange(
            Optional.of(TIERS),
            Optional.of("min-probability"),
            Optional.empty(),
            Optional.of(router),
            Optional.of(1.0),
            Optional.empty(),
            Optional.empty()));
    assertInvalid(
        "worth_usd",
        "is required",
        new PolicyChange(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(router),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  @Test
  void a_router_keeps_its_name_for_ever_and_is_deleted_only_when_no_policy_goes_by_it() {
    var router = newRouter();
    var name = newName();
    assertThatThrownBy(() -> add(router)).hasMessageContaining("there is or was a router");
    change(name, routed(Optional.empty(), router, 1));
    assertThatThrownBy(() -> delete(router)).hasMessageContaining("goes by this router");

    change(name, everything(0.5));
    delete(router);
    assertThat(routers.find(router).await().atMost(PATIENCE)).isEmpty();
    assertThatThrownBy(() -> delete(router))
        .isInstanceOfSatisfying(
            SpillwayException.class,
            thrown -> assertThat(thrown.kind()).isInstanceOf(ErrorKind.NotFound.class));
    assertThatThrownBy(() -> add(router)).hasMessageContaining("there is or was a router");
  }

  private void assertInvalid(String field, String message, PolicyChange change) {
    assertThatThrownBy(() -> change(newName(), change))
        .isInstanceOfSatisfying(
            SpillwayException.class,
            thrown ->
                assertThat(thrown.kind())
                    .isInstanceOfSatisfying(
                        ErrorKind.InvalidValue.class,
                        kind -> {
                          assertThat(kind.field()).isEqualTo(field);
                          assertThat(kind.message()).contains(message);
                        }));
  }

  private static PolicyChange routed(Optional<List<String>> tiers, String router, double worth) {
    return new PolicyChange(
        tiers,
        Optional.empty(),
        Optional.empty(),
        Optional.of(router),
        Optional.of(worth),
        Optional.empty(),
        Optional.empty());
  }

  private static double worth(LivePolicies policies, String name) {
    return ((Rule.Learned) policies.find(name).orElseThrow().policy().rule()).worth();
  }

  private String newRouter() {
    var name = newName();
    add(name);
    return name;
  }

  private void add(String name) {
    routers
        .add(new RouterInfo(name, TIERS, "{}", "test", Instant.EPOCH), trained())
        .await()
        .atMost(PATIENCE);
  }

  private void delete(String name) {
    routers.delete(name).await().atMost(PATIENCE);
  }

  private PolicyChanged change(String name, PolicyChange change) {
    return here.change(name, change, version -> true, "admin").await().atMost(PATIENCE);
  }

  private static CascadeRouter trained() {
    var examples = new ArrayList<Example>();
    for (int i = 0; i < 40; i++) {
      examples.add(
          new Example("question " + i, List.of(new Reply("a", i % 2, 1), new Reply("b", 1, 10))));
    }
    return CascadeTrainer.read(examples).router();
  }
}
