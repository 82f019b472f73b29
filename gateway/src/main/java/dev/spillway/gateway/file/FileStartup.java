package dev.spillway.gateway.file;

import dev.spillway.gateway.config.FileConfig;
import dev.spillway.gateway.policy.Repeated;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Applies the file before the first request, and looks at it from then on. */
@Singleton
class FileStartup {
  /** After policies were read from the database, before all else. */
  private static final int AFTER_POLICIES = 200;

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final WatchedFile file;
  private final FileApplier applier;
  private final Repeated looking;

  @Inject
  FileStartup(Vertx vertx, WatchedFile file, FileApplier applier, FileConfig config) {
    this.vertx = vertx;
    this.file = file;
    this.applier = applier;
    looking = new Repeated(vertx, config.interval(), "The file cannot be looked at", this::look);
  }

  void onStart(@Observes @Priority(AFTER_POLICIES) StartupEvent event) {
    file.atStart()
        .ifPresent(
            given -> {
              applier.begin(given).await().atMost(PATIENCE);
              looking.start();
            });
  }

  void onStop(@Observes ShutdownEvent event) {
    looking.stop();
  }

  /** The disk and the database may be slow. */
  private Uni<Void> look() {
    return Uni.createFrom()
        .completionStage(() -> vertx.executeBlocking(file::look, false).toCompletionStage())
        .chain(applier::follow);
  }
}
