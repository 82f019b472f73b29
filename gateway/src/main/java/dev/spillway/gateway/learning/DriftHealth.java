package dev.spillway.gateway.learning;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says which policies break their promise. The gateway stays ready: it serves what it can, or what
 * stands in for it.
 */
@Readiness
@Singleton
class DriftHealth implements HealthCheck {
  private final DriftWatch drift;

  DriftHealth(DriftWatch drift) {
    this.drift = drift;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("policy drift").up();
    drift
        .outside()
        .forEach(
            (policy, figures) ->
                response.withData(policy, "outside its promise: " + String.join(", ", figures)));
    return response.build();
  }
}
