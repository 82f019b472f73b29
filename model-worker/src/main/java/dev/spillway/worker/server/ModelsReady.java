package dev.spillway.worker.server;

import dev.spillway.worker.kernel.KernelFlavour;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Which models this worker serves, with which kernels, and whether it shares what it computes. Down
 * while it drains.
 */
@Readiness
@Singleton
final class ModelsReady implements HealthCheck {
  private final ServedModels models;
  private final WorkerGrpcServer server;

  ModelsReady(ServedModels models, WorkerGrpcServer server) {
    this.models = models;
    this.server = server;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("models").status(!server.draining());
    for (var model : models.all()) {
      response.withData(
          model.id(),
          "context %d, sha256 %s"
              .formatted(model.info().contextLength(), model.info().fingerprint()));
    }
    return response
        .withData("kernels", KernelFlavour.report())
        .withData("shared cache", models.sharedCache())
        .build();
  }
}
