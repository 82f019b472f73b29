package dev.spillway.gateway.workers;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.Embeddings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Has texts embedded by the workers, in turn, so that this process needs no native code for it. A
 * worker that does not embed, or takes too long, is not asked for a while; what was asked of it
 * fails. Whoever asks can do without.
 *
 * <p>Law "no silent slow path": that nobody embeds is said once in the log, after some tries in a
 * row because the first text makes a worker load its model, and again when somebody does.
 */
public final class Embedders {
  private static final Logger LOG = Logger.getLogger(Embedders.class);

  /** Failures in a row before that is said. */
  private static final int TELLING = 3;

  private final String tier;
  private final List<WorkerSlot> slots;
  private final Duration rest;
  private final MeterRegistry meters;
  private final LongSupplier nanoTime;
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();

  /** Until when a worker is not asked. Bounded by the workers. */
  private final Map<String, Long> resting = new ConcurrentHashMap<>();

  /**
   * @param tier for logs and metrics
   * @param rest how long a worker is not asked that failed
   */
  Embedders(
      String tier,
      List<WorkerSlot> slots,
      Duration rest,
      MeterRegistry meters,
      LongSupplier nanoTime) {
    this.tier = tier;
    this.slots = List.copyOf(slots);
    this.rest = rest;
    this.meters = meters;
    this.nanoTime = nanoTime;
  }

  /** Whether there is a worker that would be asked now. */
  public boolean available() {
    return slots.stream().anyMatch(this::isAvailable);
  }

  private boolean isAvailable(WorkerSlot slot) {
    return !slot.state().models().isEmpty() && !isResting(slot);
  }

  /**
   * The texts as vectors. Fails with a {@link SpillwayException}: {@link ErrorKind.CallerError}
   * where a text cannot be embedded, {@link ErrorKind.Overloaded} where the worker has too much to
   * do, else {@link ErrorKind.WorkerFailed}.
   *
   * @param patience how long it may take
   */
  public CompletionStage<Embeddings> embed(List<String> texts, Duration patience) {
    int first = turn.getAndIncrement();
    for (int i = 0; i < slots.size(); i++) {
      var slot = slots.get(Math.floorMod(first + i, slots.size()));
      if (isAvailable(slot)) {
        return ask(slot, texts, patience);
      }
    }
    return CompletableFuture.failedFuture(
        failed("none", "no worker embeds now", new IllegalStateException("all rest or are away")));
  }

  private CompletionStage<Embeddings> ask(WorkerSlot slot, List<String> texts, Duration patience) {
    return begin(slot, texts)
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (embeddings, failure) -> {
              if (failure == null && embeddings.each().size() == texts.size()) {
                done();
                return embeddings;
              }
              throw refused(slot, failure);
            });
  }

  private static CompletableFuture<Embeddings> begin(WorkerSlot slot, List<String> texts) {
    try {
      return slot.worker().embed(texts).toCompletableFuture().copy();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * @param failure null where the worker said something else than was asked
   */
  private SpillwayException refused(WorkerSlot slot, @Nullable Throwable failure) {
    var cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
    if (cause instanceof SpillwayException wrong && wrong.kind() instanceof ErrorKind.CallerError) {
      count("refused");
      return wrong;
    }
    if (cause instanceof SpillwayException full
        && full.kind() instanceof ErrorKind.Overloaded busy) {
      count("full");
      resting.put(slot.name(), nanoTime.getAsLong() + busy.backoff().toNanos());
      return full;
    }
    resting.put(slot.name(), nanoTime.getAsLong() + rest.toNanos());
    if (cause instanceof SpillwayException known
        && known.kind() instanceof ErrorKind.WorkerFailed broken) {
      return failed("failed", broken.message(), cause);
    }
    return cause instanceof TimeoutException
        ? failed("slow", "no worker embedded in time", cause)
        : failed("failed", "no worker embedded", cause);
  }

  private void done() {
    count("done");
    if (failures.getAndSet(0) >= TELLING) {
      LOG.infof("Texts are embedded again by '%s'", tier);
    }
  }

  private SpillwayException failed(String outcome, String why, @Nullable Throwable cause) {
    count(outcome);
    if (failures.incrementAndGet() == TELLING) {
      LOG.warnf(
          "Texts are not embedded by '%s' (%s): what asks for it fails or does without until then",
          tier, why);
    }
    return new SpillwayException(new ErrorKind.WorkerFailed(why), cause);
  }

  private boolean isResting(WorkerSlot slot) {
    var until = resting.get(slot.name());
    return until != null && nanoTime.getAsLong() - until < 0;
  }

  private void count(String outcome) {
    Counter.builder("spillway.embeddings")
        .description("What became of calls to have texts embedded")
        .tag("tier", tier)
        .tag("outcome", outcome)
        .register(meters)
        .increment();
  }
}
