package dev.spillway.gateway.health;

import dev.spillway.gateway.config.Tiers;
import dev.spillway.gateway.workers.WorkerPool;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while at least one tier has a worker; says how many each has, and why workers are away. */
@Readiness
@Singleton
public final class TiersReady implements HealthCheck {
  private final Tiers tiers;
  private final WorkerPool workers;

  @Inject
  TiersReady(Tiers tiers, WorkerPool workers) {
    this.tiers = tiers;
    this.workers = workers;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("tiers");
    var any = false;
    for (var tier : tiers.all()) {
      var serving = workers.serving(tier.model());
      any |= serving > 0;
      response.withData(tier.name(), serving + (serving == 1 ? " worker" : " workers"));
    }
    workers.away().forEach((name, why) -> response.withData(name, "away: " + why));
    return response.status(any).build();
  }
}
