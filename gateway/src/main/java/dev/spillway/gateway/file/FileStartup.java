package dev.spillway.gateway.file;

import dev.spillway.gateway.config.FileConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
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
  private final Duration interval;
  private volatile long timer = -1;
  private volatile boolean looking;

  @Inject
  FileStartup(Vertx vertx, WatchedFile file, FileApplier applier, FileConfig config) {
    this.vertx = vertx;
    this.file = file;
    this.applier = applier;
    interval = config.interval();
  }

  void onStart(@Observes @Priority(AFTER_POLICIES) StartupEvent event) {
    file.atStart()
        .ifPresent(
            given -> {
              applier.begin(given).await().atMost(PATIENCE);
              timer = vertx.setPeriodic(interval.toMillis(), tick -> look());
            });
  }

  void onStop(@Observes ShutdownEvent event) {
    vertx.cancelTimer(timer);
  }

  /** One look at a time; the disk and the database may be slow. */
  private void look() {
    if (looking) {
      return;
    }
    looking = true;
    vertx
        .executeBlocking(file::look, false)
        .onComplete(
            seen ->
                applier
                    .follow(seen.result())
                    .subscribe()
                    .with(done -> looking = false, failure -> looking = false));
  }
}
