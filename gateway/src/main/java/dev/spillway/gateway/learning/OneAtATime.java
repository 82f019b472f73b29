package dev.spillway.gateway.learning;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work of which one run is under way at a time. Whoever asks meanwhile gets the outcome of the next
 * run, which is one for all who ask until it begins: so what it brings is no older than the asking,
 * and no more than one run waits.
 */
final class OneAtATime {
  private final Supplier<Uni<Void>> work;

  /** Both guarded by this. */
  private @Nullable CompletableFuture<Void> running;

  private @Nullable CompletableFuture<Void> next;

  OneAtATime(Supplier<Uni<Void>> work) {
    this.work = work;
  }

  /** The outcome of a run that begins after this; told on the caller's context if there is one. */
  Uni<Void> ask() {
    return Uni.createFrom()
        .deferred(
            () -> {
              var caller = Vertx.currentContext();
              // Who gives up waiting does not end the run.
              var outcome = Uni.createFrom().completionStage(asked().copy());
              return caller == null
                  ? outcome
                  : outcome.emitOn(task -> caller.runOnContext(ignored -> task.run()));
            });
  }

  private CompletableFuture<Void> asked() {
    CompletableFuture<Void> run;
    synchronized (this) {
      if (running != null) {
        next = next == null ? new CompletableFuture<>() : next;
        return next;
      }
      run = new CompletableFuture<>();
      running = run;
    }
    begin(run);
    return run;
  }

  private void begin(CompletableFuture<Void> run) {
    work.get()
        .subscribe()
        .with(
            done -> {
              beginNext();
              run.complete(null);
            },
            failure -> {
              beginNext();
              run.completeExceptionally(failure);
            });
  }

  private void beginNext() {
    CompletableFuture<Void> following;
    synchronized (this) {
      following = next;
      running = following;
      next = null;
    }
    if (following != null) {
      begin(following);
    }
  }
}
