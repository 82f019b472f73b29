package dev.spillway.gateway.decision;

import dev.spillway.contracts.error.ErrorKind.StoreUnavailable;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.cascade.Loop;
import dev.spillway.gateway.decision.DecisionMeters.Loss;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/*
 * Any thread adds; one loop writes. What waits is guarded by this object's lock, which nobody holds
 * for longer than it takes to move a few references; all else belongs to the loop.
 *
 * The loop is in one of four states. Idle: nothing waits. Gathering: a timer runs since the first
 * row came, and ends early when a batch is full. Writing: one batch is with the database; what comes
 * meanwhile waits. Resting: the database was away, the batch is back at the head of the queue, and
 * is tried again after a pause that doubles up to REST_LIMIT. Only resting can last, and then the
 * bound on what waits drops what comes.
 *
 * A write that seemed to fail may have happened. It is done again, so writing must not mind rows
 * that are there already.
 */

/**
 * Decisions on their way to the database, in batches: nothing of a request waits for them or fails
 * with them. Only so many are held, those being written included; what comes on top, and what the
 * database would not have, is dropped and counted, never silently.
 */
final class DecisionQueue {
  private static final Logger LOG = Logger.getLogger(DecisionQueue.class);

  /** The longest pause before the database is tried again. */
  static final Duration REST_LIMIT = Duration.ofSeconds(5);

  private final Loop loop;
  private final Function<List<DecisionRow>, Uni<Void>> store;
  private final Limits limits;
  private final DecisionMeters meters;

  private final Deque<DecisionRow> waiting = new ArrayDeque<>();

  /** Rows that are being written. */
  private int inFlight;

  /** Characters of all that is held. */
  private long text;

  private boolean closed;

  private boolean writing;
  private boolean resting;
  private boolean refusing;
  private Duration rest;
  private @Nullable Runnable stopTimer;
  private @Nullable CompletableFuture<Void> stopped;

  /**
   * How much is held and written at once.
   *
   * @param rows that may be held
   * @param text characters of text that may be held
   * @param batchRows in one write
   * @param batchText characters of text in one write; a single row may have more
   * @param gather how long a row may wait for others to be written with it
   */
  record Limits(int rows, long text, int batchRows, long batchText, Duration gather) {}

  /**
   * @param store writes rows, and does not mind those that are there already
   */
  DecisionQueue(
      Loop loop,
      Function<List<DecisionRow>, Uni<Void>> store,
      Limits limits,
      DecisionMeters meters) {
    this.loop = loop;
    this.store = store;
    this.limits = limits;
    this.meters = meters;
    rest = limits.gather();
    meters.waiting(this::held);
  }

  /** Takes a decision or drops it; on any thread, at once. */
  void add(DecisionRow row) {
    var size = offer(row);
    if (size == 1) {
      loop.execute(this::gather);
    } else if (size == limits.batchRows()) {
      loop.execute(this::hurry);
    }
  }

  /** How many are held. */
  synchronized int held() {
    return waiting.size() + inFlight;
  }

  /**
   * Writes what waits, and takes no more. Completes when that is done, or cannot be, or after the
   * limit; what is left then is dropped.
   */
  CompletionStage<Void> stop(Duration limit) {
    var done = new CompletableFuture<Void>();
    close();
    loop.execute(
        () -> {
          stopped = done;
          resting = false;
          loop.after(limit, this::giveUp);
          write();
        });
    return done;
  }

  /** How many wait with this one; 0 if it was dropped. */
  private int offer(DecisionRow row) {
    var characters = row.characters();
    synchronized (this) {
      if (!closed && held() < limits.rows() && text + characters <= limits.text()) {
        waiting.add(row);
        text += characters;
        return waiting.size();
      }
    }
    meters.dropped(1, closed() ? Loss.STOPPED : Loss.FULL);
    return 0;
  }

  private void gather() {
    if (!writing && stopTimer == null) {
      stopTimer = loop.after(limits.gather(), this::write);
    }
  }

  private void hurry() {
    if (!resting) {
      write();
    }
  }

  private void write() {
    if (writing) {
      return;
    }
    resting = false;
    if (stopTimer != null) {
      stopTimer.run();
      stopTimer = null;
    }
    var batch = take();
    if (batch.isEmpty()) {
      if (stopped != null) {
        stopped.complete(null);
      }
      return;
    }
    writing = true;
    store
        .apply(batch)
        .subscribe()
        .with(
            done -> loop.execute(() -> written(batch)),
            failure -> loop.execute(() -> failed(batch, failure)));
  }

  private void written(List<DecisionRow> batch) {
    writing = false;
    refusing = false;
    rest = limits.gather();
    settle(batch);
    meters.written(batch.size());
    goOn();
  }

  private void failed(List<DecisionRow> batch, Throwable failure) {
    writing = false;
    if (!(SpillwayException.kindOf(failure) instanceof StoreUnavailable)) {
      settle(batch);
      meters.dropped(batch.size(), Loss.REFUSED);
      if (!refusing) {
        refusing = true;
        LOG.errorf("Decisions cannot be written and are dropped: %s", describe(failure));
      }
      goOn();
    } else if (stopped != null) {
      giveBack(batch);
      giveUp();
    } else {
      giveBack(batch);
      resting = true;
      rest = rest.multipliedBy(2).compareTo(REST_LIMIT) < 0 ? rest.multipliedBy(2) : REST_LIMIT;
      stopTimer = loop.after(rest, this::write);
    }
  }

  private void goOn() {
    var size = waiting();
    if (stopped != null || size >= limits.batchRows()) {
      write();
    } else if (size > 0) {
      gather();
    }
  }

  private void giveUp() {
    if (stopped != null) {
      drop();
      stopped.complete(null);
    }
  }

  private synchronized boolean closed() {
    return closed;
  }

  private synchronized void close() {
    closed = true;
  }

  private synchronized int waiting() {
    return waiting.size();
  }

  private synchronized List<DecisionRow> take() {
    var batch = new ArrayList<DecisionRow>();
    long taken = 0;
    while (batch.size() < limits.batchRows() && !waiting.isEmpty()) {
      var characters = waiting.element().characters();
      if (!batch.isEmpty() && taken + characters > limits.batchText()) {
        break;
      }
      taken += characters;
      batch.add(waiting.remove());
    }
    inFlight = batch.size();
    return batch;
  }

  private synchronized void settle(Collection<DecisionRow> batch) {
    inFlight = 0;
    forget(batch);
  }

  private synchronized void giveBack(List<DecisionRow> batch) {
    inFlight = 0;
    batch.reversed().forEach(waiting::addFirst);
  }

  private synchronized void drop() {
    meters.dropped(waiting.size(), Loss.STOPPED);
    forget(waiting);
    waiting.clear();
  }

  private synchronized void forget(Collection<DecisionRow> rows) {
    text -= rows.stream().mapToLong(DecisionRow::characters).sum();
  }

  /** Never the message, which may repeat what was written. */
  private static String describe(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PgException refused) {
        return "SQLSTATE " + refused.getSqlState();
      }
    }
    return failure.getClass().getName();
  }
}
