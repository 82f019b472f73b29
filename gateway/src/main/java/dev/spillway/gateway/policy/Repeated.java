package dev.spillway.gateway.policy;

import dev.spillway.contracts.error.ErrorKind.StoreUnavailable;
import dev.spillway.contracts.error.SpillwayException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Work that is done again and again, never twice at a time: a turn whose time comes while the one
 * before is under way is left out. An outage is told by {@link Outages}; any other failure is a
 * defect and told here. The next turn comes all the same, until this is stopped.
 */
public final class Repeated {
  private static final Logger LOG = Logger.getLogger(Repeated.class);

  private final Vertx vertx;
  private final Duration pause;
  private final String failed;
  private final Supplier<Uni<Void>> work;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile long timer;
  private volatile boolean stopped;

  /**
   * @param pause from one turn to the next
   * @param failed what is wrong when a turn fails, for the log
   * @param work must not wait
   */
  public Repeated(Vertx vertx, Duration pause, String failed, Supplier<Uni<Void>> work) {
    this.vertx = vertx;
    this.pause = pause;
    this.failed = failed;
    this.work = work;
  }

  /** The first turn is after a pause. */
  public void start() {
    timer = vertx.setPeriodic(pause.toMillis(), tick -> turn());
  }

  /** The first turn is at once. */
  public void startNow() {
    start();
    turn();
  }

  /** No turn begins any more; one under way goes on. */
  public void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }

  void turn() {
    if (!stopped && busy.compareAndSet(false, true)) {
      Uni.createFrom()
          .deferred(work::get)
          .onTermination()
          .invoke(() -> busy.set(false))
          .subscribe()
          .with(done -> {}, this::tell);
    }
  }

  private void tell(Throwable failure) {
    if (!(SpillwayException.kindOf(failure) instanceof StoreUnavailable)) {
      LOG.error(failed, failure);
    }
  }
}
