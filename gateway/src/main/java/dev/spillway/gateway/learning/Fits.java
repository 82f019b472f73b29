package dev.spillway.gateway.learning;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.decision.Cursor;
import dev.spillway.gateway.decision.DecisionRow;
import dev.spillway.gateway.decision.DecisionStore;
import dev.spillway.gateway.meaning.QuestionMeanings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/**
 * The fits of this gateway, of thresholds and of routers: one at a time, on a thread of their own,
 * and of the last few what became of them. What a fit found is in the database and seen by all
 * gateways; how far it is, and cancelling it, is the affair of the gateway that was asked. With the
 * database away a fit fails.
 */
public final class Fits {
  private static final Logger LOG = Logger.getLogger(Fits.class);
  private static final int REMEMBERED = 16;

  /** Decisions read at once, without texts. */
  private static final int PAGE = 1_000;

  private static final Duration RETRY = Duration.ofSeconds(5);

  private final DecisionStore decisions;
  private final FitStore store;
  private final QuestionMeanings meanings;
  private final RouterPublisher publisher;
  private final Executor thread;
  private final MeterRegistry registry;
  private final Clock clock;
  private final Map<String, Running> byId = new LinkedHashMap<>();
  private int count;

  /**
   * @param thread runs one thing at a time
   */
  Fits(
      DecisionStore decisions,
      FitStore store,
      QuestionMeanings meanings,
      RouterPublisher publisher,
      Executor thread,
      MeterRegistry registry,
      Clock clock) {
    this.decisions = decisions;
    this.store = store;
    this.meanings = meanings;
    this.publisher = publisher;
    this.thread = thread;
    this.registry = registry;
    this.clock = clock;
  }

  /**
   * Begins to fit thresholds.
   *
   * @throws SpillwayException with {@link ErrorKind.Overloaded} while another fit runs
   */
  public FitStatus begin(FitOrder order) {
    return begin(new ThresholdJob(order, store, clock));
  }

  /**
   * Begins to learn a router.
   *
   * @throws SpillwayException with {@link ErrorKind.Overloaded} while another fit runs
   */
  public FitStatus begin(LearnOrder order) {
    return begin(new RouterJob(order, meanings, publisher, thread));
  }

  private FitStatus begin(Job job) {
    Running fit;
    synchronized (this) {
      if (byId.values().stream().anyMatch(each -> each.status.isRunning())) {
        throw new SpillwayException(
            new ErrorKind.Overloaded("another fit is running; wait for it or cancel it", RETRY));
      }
      if (byId.size() == REMEMBERED) {
        byId.remove(byId.keySet().iterator().next());
      }
      fit = new Running(job, FitStatus.begun("f-" + ++count, job.order().policy(), now()));
      byId.put(fit.status.id(), fit);
    }
    thread.execute(fit::run);
    return fit.status;
  }

  /** How far a fit is. */
  public synchronized Optional<FitStatus> find(String id) {
    return Optional.ofNullable(byId.get(id)).map(each -> each.status);
  }

  /** Ends a fit that runs; what it is afterwards. */
  public Optional<FitStatus> cancel(String id) {
    Running fit;
    synchronized (this) {
      fit = byId.get(id);
    }
    if (fit != null) {
      fit.cancel();
    }
    return Optional.ofNullable(fit).map(each -> each.status);
  }

  /** What the latest fit of a policy found, whichever gateway did it. */
  public Uni<Optional<FitReport>> latest(String policy) {
    return store.find(policy);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** One fit. All but its status belongs to the thread. */
  private final class Running {
    private final Job job;
    private volatile FitStatus status;
    private int left;
    private int read;

    Running(Job job, FitStatus status) {
      this.job = job;
      this.status = status;
      left = job.order().decisions();
    }

    void run() {
      next(Optional.empty());
    }

    synchronized void cancel() {
      end(status.ended("cancelled", null, now()));
    }

    private void next(Optional<Cursor> after) {
      int limit = Math.min(job.reads() ? DecisionStore.MAX_PAGE : PAGE, left);
      if (!status.isRunning()) {
        return;
      }
      if (limit == 0 || job.isFull()) {
        finish();
        return;
      }
      var page =
          job.reads()
              ? decisions.page(job.order().filter(), after, limit, thread)
              : decisions.figures(job.order().filter(), after, limit, thread);
      page.emitOn(thread).subscribe().with(rows -> take(rows, limit), this::failed);
    }

    private void take(List<DecisionRow> rows, int limit) {
      rows.forEach(job::take);
      read += rows.size();
      left = rows.size() < limit ? 0 : left - rows.size();
      at("reading decisions", 0);
      next(rows.isEmpty() ? Optional.empty() : Optional.of(Cursor.after(rows.getLast())));
    }

    private void finish() {
      try {
        job.finish(this::checkAt)
            .emitOn(thread)
            .subscribe()
            .with(found -> end(status.done(found, now())), this::failed);
      } catch (RuntimeException e) {
        failed(e);
      }
    }

    private void checkAt(String stage, double share) {
      at(stage, share);
      if (!status.isRunning()) {
        throw new CancellationException();
      }
    }

    private synchronized void at(String stage, double share) {
      if (status.isRunning()) {
        status = status.at(stage, share, read);
      }
    }

    private void failed(Throwable failure) {
      if (failure instanceof CancellationException) {
        LOG.debugf("Fit %s was cancelled", status.id());
      } else if (failure instanceof SpillwayException typed) {
        end(status.ended("failed", typed.kind().message(), now()));
      } else {
        LOG.error("A fit failed", failure);
        end(status.ended("failed", "it failed in an unexpected way; the log says more", now()));
      }
    }

    private synchronized void end(FitStatus last) {
      if (status.isRunning()) {
        status = last;
        Counter.builder("spillway.fits")
            .description("Fits that ended, by how")
            .tag("outcome", last.state())
            .register(registry)
            .increment();
      }
    }
  }
}
