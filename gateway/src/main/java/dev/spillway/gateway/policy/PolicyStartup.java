package dev.spillway.gateway.policy;

import dev.spillway.gateway.config.AutoConfig;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.router.Policy;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Ships the policy {@code auto} and loads all policies, before the first request. The first
 * transaction may take its time: it also starts the pool and all that is lazy in Hibernate.
 */
@Singleton
class PolicyStartup {
  private static final Logger LOG = Logger.getLogger(PolicyStartup.class);

  /** Before what reads policies when it starts. */
  private static final int EARLY = 100;

  private static final String AUTO = "auto";
  private static final List<String> AUTO_TIERS = List.of("demo-small", "demo-large");

  /** A new process is slow, and there is nobody yet who waits for an answer. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Database database;
  private final LivePolicies policies;
  private final PolicyRules rules;
  private final GatewayConfig config;

  PolicyStartup(Database database, LivePolicies policies, PolicyRules rules, GatewayConfig config) {
    this.database = database;
    this.policies = policies;
    this.rules = rules;
    this.config = config;
  }

  void onStart(@Observes @Priority(EARLY) StartupEvent event) {
    database
        .within(PATIENCE)
        .transaction(session -> session.createNativeQuery("select 1").getSingleResult())
        .chain(this::ship)
        .chain(policies::start)
        .await()
        .atMost(PATIENCE);
  }

  /** Before the Redis client closes, which would look like an outage. */
  void onStop(@Observes ShutdownEvent event) {
    policies.stop();
  }

  private Uni<?> ship() {
    if (!rules.tiers().containsAll(AUTO_TIERS)) {
      LOG.infof("Policy '%s' is not shipped: its tiers are not configured", AUTO);
      return Uni.createFrom().voidItem();
    }
    return policies.ship(auto(config.auto()));
  }

  private static Policy auto(AutoConfig auto) {
    return new Policy(
        AUTO, AUTO_TIERS, PolicyRules.scorer(auto.scorer()), List.of(auto.threshold()));
  }
}
