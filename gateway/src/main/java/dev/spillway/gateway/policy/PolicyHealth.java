package dev.spillway.gateway.policy;

import jakarta.inject.Singleton;
import java.util.Arrays;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says which stores are away. The gateway stays ready without them: it serves from what it knows,
 * and an orchestrator that took it out of service would turn a slow path into an outage.
 */
@Readiness
@Singleton
class PolicyHealth implements HealthCheck {
  private final LivePolicies policies;
  private final Outages outages;

  PolicyHealth(LivePolicies policies, Outages outages) {
    this.policies = policies;
    this.outages = outages;
  }

  @Override
  public HealthCheckResponse call() {
    var response =
        HealthCheckResponse.named("policies").up().withData("policies", policies.all().size());
    Arrays.stream(Outage.values())
        .forEach(
            outage ->
                response.withData(
                    outage.dependency(),
                    outages.isOn(outage) ? "down: " + outage.consequence() : "up"));
    return response.build();
  }
}
