package dev.spillway.worker.server;

import dev.spillway.worker.embed.Embedder;
import dev.spillway.worker.kernel.KernelFlavour;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Which models this worker serves, with which kernels, whether it shares what it computes, and
 * whether it embeds. Down while it drains.
 */
@Readiness
@Singleton
final class ModelsReady implements HealthCheck {
  private final ServedModels models;
  private final WorkerGrpcServer server;
  private final Embedder embedder;

  ModelsReady(ServedModels models, WorkerGrpcServer server, Embedder embedder) {
    this.models = models;
    this.server = server;
    this.embedder = embedder;
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
        .withData("embedder", embedder.state().name().toLowerCase(Locale.ROOT))
        .build();
  }
}
