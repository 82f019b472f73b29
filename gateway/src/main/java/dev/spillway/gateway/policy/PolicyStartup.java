package dev.spillway.gateway.policy;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.spillway.gateway.config.GatewayConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/** Ships the policy {@code auto} and loads all policies, before the first request. */
@Singleton
class PolicyStartup {
  private static final Logger LOG = Logger.getLogger(PolicyStartup.class);

  /** Before what reads policies when it starts. */
  private static final int EARLY = 100;

  private static final long STOP_LIMIT = 2;

  private static final String AUTO = "auto";
  private static final List<String> AUTO_TIERS = List.of("demo-small", "demo-large");

  private final LivePolicies policies;
  private final PolicyRules rules;
  private final GatewayConfig config;

  PolicyStartup(LivePolicies policies, PolicyRules rules, GatewayConfig config) {
    this.policies = policies;
    this.rules = rules;
    this.config = config;
  }

  void onStart(@Observes @Priority(EARLY) StartupEvent event) {
    ship().chain(policies::start).await().atMost(LivePolicies.START_LIMIT.multipliedBy(2));
  }

  /** Before the Redis client closes, which would look like an outage. */
  void onStop(@Observes ShutdownEvent event) {
    policies
        .stop()
        .toCompletableFuture()
        .orTimeout(STOP_LIMIT, SECONDS)
        .exceptionally(e -> null)
        .join();
  }

  private Uni<?> ship() {
    if (!rules.tiers().containsAll(AUTO_TIERS)) {
      LOG.infof("Policy '%s' is not shipped: its tiers are not configured", AUTO);
      return Uni.createFrom().voidItem();
    }
    var auto = config.auto();
    return policies.ship(
        AUTO, AUTO_TIERS, new StoredRule.Scored(auto.scorer(), List.of(auto.threshold())));
  }
}
