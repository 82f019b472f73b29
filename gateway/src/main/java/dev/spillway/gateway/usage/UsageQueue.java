package dev.spillway.gateway.usage;

import dev.spillway.contracts.error.ErrorKind.StoreUnavailable;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.gateway.tenancy.Access;
import dev.spillway.router.Money;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What was used, on its way to the database: summed by key, tier and day, and written behind the
 * requests' backs in batches.
 *
 * <p>Each batch has an id, which is written with it. One that seemed to fail is written again under
 * the same id, and counts once. While the database is away what is new goes into the next batch; so
 * many sums are held, what comes on top is dropped and counted.
 */
public final class UsageQueue {
  private static final Logger LOG = Logger.getLogger(UsageQueue.class);

  /** Sums that are held, and written at once. */
  static final int MOST = 10_000;

  private final BiFunction<String, List<UsageRow>, Uni<Void>> store;
  private final Counter dropped;
  private Map<List<String>, UsageRow> next = new LinkedHashMap<>();
  private @Nullable Batch batch;
  private @Nullable Uni<Void> writing;

  private record Batch(String id, List<UsageRow> rows) {
    Batch {
      rows = List.copyOf(rows);
    }
  }

  /**
   * @param store adds rows under an id, unless that was done before
   */
  UsageQueue(BiFunction<String, List<UsageRow>, Uni<Void>> store, MeterRegistry meters) {
    this.store = store;
    dropped =
        Counter.builder("spillway.usage.dropped")
            .description("Uses of tiers that were not kept")
            .register(meters);
    Gauge.builder("spillway.usage.waiting", this, UsageQueue::waiting)
        .description("Sums of use that wait for the database")
        .register(meters);
  }

  /** Adds what one request used of a tier; on any thread, at once. */
  public void add(Access access, String tier, LocalDate day, Usage usage, Money cost) {
    var row =
        new UsageRow(
            access.organisation(),
            access.project(),
            access.key(),
            tier,
            day.toString(),
            1,
            usage.promptTokens(),
            usage.cachedTokens(),
            usage.cacheWriteTokens(),
            usage.completionTokens(),
            usage.reasoningTokens(),
            cost.picoUsd());
    var key = List.of(access.key(), access.project(), tier, row.day() == null ? "" : row.day());
    synchronized (this) {
      if (next.size() < MOST || next.containsKey(key)) {
        next.merge(key, row, UsageRow::plus);
        return;
      }
    }
    dropped.increment();
  }

  /** Writes what waits, one batch at a time. Fails only if the database is away. */
  public synchronized Uni<Void> flush() {
    if (writing != null) {
      // What was added since that batch was made goes with the next one.
      return writing.chain(this::flush);
    }
    if (batch == null) {
      if (next.isEmpty()) {
        return Uni.createFrom().voidItem();
      }
      batch = new Batch(UUID.randomUUID().toString(), new ArrayList<>(next.values()));
      next = new LinkedHashMap<>();
    }
    var written = batch;
    var started =
        store
            .apply(written.id(), written.rows())
            .onFailure(failure -> !isOutage(failure))
            .recoverWithUni(failure -> refused(written, failure))
            .invoke(this::written)
            .onTermination()
            .invoke(this::ended)
            .memoize()
            .indefinitely();
    writing = started;
    // It is written whether or not the caller waits for it.
    started.subscribe().with(done -> {}, failure -> {});
    return started;
  }

  synchronized int waiting() {
    return next.size() + (batch == null ? 0 : batch.rows().size());
  }

  private synchronized void written() {
    batch = null;
  }

  private synchronized void ended() {
    writing = null;
  }

  private Uni<Void> refused(Batch refused, Throwable failure) {
    dropped.increment(refused.rows().size());
    LOG.errorf("Usage cannot be written and is dropped: %s", failure.getClass().getName());
    return Uni.createFrom().voidItem();
  }

  private static boolean isOutage(Throwable failure) {
    return SpillwayException.kindOf(failure) instanceof StoreUnavailable;
  }
}
