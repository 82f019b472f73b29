package dev.spillway.gateway.workers;

import dev.spillway.contracts.worker.ModelInfo;
import dev.spillway.contracts.worker.WorkerInfo;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Asks one worker again and again which models it serves. While it cannot be called it serves none;
 * the change is logged, not each failure. A probe that is still open is not repeated.
 *
 * <p>An answer that does not come in time says less: a flood of requests makes all that is said
 * late, here and there, and to send them away because of it would be wrong. So whoever is late is
 * only asked where nobody else serves the same, and is gone when that was so {@value #MISSED} times
 * in a row.
 */
final class WorkerProbe {
  private static final Logger LOG = Logger.getLogger(WorkerProbe.class);

  static final int MISSED = 3;

  private final WorkerSlot slot;
  private final Duration timeout;
  private final Set<String> elsewhere;
  private final AtomicBoolean open = new AtomicBoolean();
  private final Runnable lost;
  private volatile boolean answering = true;
  private volatile String workerId = "";

  /** Probes in a row that were not answered in time. */
  private final AtomicInteger missed = new AtomicInteger();

  /**
   * @param elsewhere models that the worker is not asked for, even if it serves them; may change
   * @param lost is run when the worker no longer answers, or another answers in its place
   */
  WorkerProbe(WorkerSlot slot, Duration timeout, Set<String> elsewhere, Runnable lost) {
    this.slot = slot;
    this.timeout = timeout;
    this.elsewhere = elsewhere;
    this.lost = lost;
    slot.probedBy(this::run);
  }

  /** Completes, never with a failure, when the slot is up to date. */
  CompletionStage<Void> run() {
    if (!open.compareAndSet(false, true)) {
      return CompletableFuture.completedFuture(null);
    }
    var life = slot.state().life();
    return ask()
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (info, failure) -> {
              var current = true;
              if (failure == null) {
                current = up(info, life);
              } else if (mayBeBusy(failure)) {
                slot.late();
              } else {
                down(failure);
              }
              open.set(false);
              if (!current) {
                // It was in doubt meanwhile, and what it said may be older than that.
                run();
              }
              return null;
            });
  }

  private CompletableFuture<WorkerInfo> ask() {
    try {
      return slot.worker().describe().toCompletableFuture().copy();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Not of a worker whose connection broke: that is told apart from a busy one by its answer. */
  private boolean mayBeBusy(Throwable failure) {
    if (!(failure instanceof TimeoutException)) {
      return false;
    }
    int now = missed.incrementAndGet();
    var state = slot.state();
    return now < MISSED && !state.models().isEmpty() && !state.doubted();
  }

  private boolean up(WorkerInfo info, int life) {
    var models =
        info.models().stream()
            .filter(model -> !elsewhere.contains(model.id()))
            .collect(Collectors.toMap(ModelInfo::id, Function.identity(), (first, again) -> first));
    var before = slot.state().models();
    models.keySet().forEach(model -> slot.room(model).announce(info.load(model)));
    if (!slot.serves(models, life)) {
      return false;
    }
    if (!models.keySet().equals(before.keySet())) {
      LOG.infof("Worker %s serves %s", slot.name(), String.join(", ", models.keySet()));
    }
    if (!info.workerId().equals(workerId)) {
      workerId = info.workerId();
      lost.run();
    }
    answering = true;
    missed.set(0);
    slot.absent("");
    return true;
  }

  /** That a certificate is in the way is said also of a worker that was away before. */
  private void down(Throwable failure) {
    var why = Why.of(failure);
    if (answering) {
      lost.run();
    }
    if (answering || (why.startsWith(Why.TLS) && !why.equals(slot.absence()))) {
      LOG.warnf(
          "Worker %s does not answer (%s); it gets no requests until it does", slot.name(), why);
    }
    answering = false;
    slot.absent(why);
    slot.silent();
  }
}
