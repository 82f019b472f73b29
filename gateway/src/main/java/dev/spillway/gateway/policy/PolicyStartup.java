package dev.spillway.gateway.policy;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.spillway.gateway.config.GatewayConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Ships the policy {@code auto} with its router and loads all policies, before the first request.
 */
@Singleton
class PolicyStartup {
  private static final Logger LOG = Logger.getLogger(PolicyStartup.class);

  /** Before what reads policies when it starts. */
  private static final int EARLY = 100;

  private static final long STOP_LIMIT = 2;

  private static final String AUTO = "auto";
  private static final List<String> AUTO_TIERS = List.of("demo-small", "demo-large");

  /** A name that no other release used for another router: raised when the demo pair is trained. */
  private static final String ROUTER = "demo-pair-2";

  private final LivePolicies policies;
  private final RouterStore models;
  private final PolicyRules rules;
  private final GatewayConfig config;

  PolicyStartup(
      LivePolicies policies, RouterStore models, PolicyRules rules, GatewayConfig config) {
    this.policies = policies;
    this.models = models;
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
    var info = new RouterInfo(ROUTER, AUTO_TIERS, resource(".json"), "gateway", Instant.now());
    return models
        .within(LivePolicies.START_LIMIT)
        .ship(info, bytes(".router"))
        .chain(
            () ->
                policies.ship(
                    AUTO, AUTO_TIERS, new StoredRule.Routed(ROUTER, config.auto().worthUsd())));
  }

  private static String resource(String ending) {
    return new String(bytes(ending), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String ending) {
    try (var in = PolicyStartup.class.getResourceAsStream(ROUTER + ending)) {
      return requireNonNull(in, "the shipped router is missing").readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the shipped router cannot be read", e);
    }
  }
}
