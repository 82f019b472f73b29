package dev.spillway.worker.server;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Whether the engines' threads take steps. A process whose engine is stuck should be restarted. */
@Liveness
@Singleton
final class EngineAlive implements HealthCheck {
  private final ServedModels models;
  private final long stuckNanos;

  EngineAlive(ServedModels models, WorkerConfig config) {
    this.models = models;
    this.stuckNanos = config.stuckAfter().toNanos();
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("engine");
    boolean alive = true;
    for (var model : models.all()) {
      var stats = model.engine().stats();
      boolean steps = stats.alive() && stats.busyNanos() < stuckNanos;
      response.withData(model.id(), steps ? "%d steps".formatted(stats.steps()) : "stuck");
      alive &= steps;
    }
    return response.status(alive).build();
  }
}
