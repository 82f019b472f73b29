package dev.spillway.gateway.file;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says whether the file is in force. A gateway with a wrong one goes on with what was right before,
 * so it stays ready.
 */
@Readiness
@Singleton
final class FileHealth implements HealthCheck {
  private final FileApplier applier;

  @Inject
  FileHealth(FileApplier applier) {
    this.applier = applier;
  }

  @Override
  public HealthCheckResponse call() {
    var status = applier.status();
    var response =
        HealthCheckResponse.named("configuration")
            .up()
            .withData("state", status.state().name().toLowerCase(Locale.ROOT));
    if (status.file() != null) {
      response.withData("file", status.file());
    }
    if (!status.errors().isEmpty()) {
      response.withData("errors", status.errors().size());
      response.withData("first_error", status.errors().getFirst());
    }
    return response.build();
  }
}
