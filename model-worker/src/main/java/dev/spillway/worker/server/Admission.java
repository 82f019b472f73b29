package dev.spillway.worker.server;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts those inside, and closes the door when the worker stops: nobody new enters, and {@link
 * #drain} waits until those inside have left.
 */
final class Admission {
  private static final Duration BACKOFF = Duration.ofSeconds(1);

  private final int most;
  private final Lock lock = new ReentrantLock();
  private final Condition empty = lock.newCondition();
  private int inside;
  private boolean closed;

  /**
   * @param most may be inside at once
   */
  Admission(int most) {
    this.most = most;
  }

  /**
   * @return leaves when run; only the first time counts
   * @throws SpillwayException {@link ErrorKind.WorkerUnavailable} while draining, {@link
   *     ErrorKind.Overloaded} when full
   */
  Runnable enter(String model) {
    lock.lock();
    try {
      if (closed) {
        throw new SpillwayException(new ErrorKind.WorkerUnavailable(model));
      }
      if (inside >= most) {
        throw new SpillwayException(
            new ErrorKind.Overloaded("the worker has as many requests as it can take", BACKOFF));
      }
      inside++;
    } finally {
      lock.unlock();
    }
    var left = new AtomicBoolean();
    return () -> {
      if (left.compareAndSet(false, true)) {
        leave();
      }
    };
  }

  private void leave() {
    lock.lock();
    try {
      inside--;
      if (inside == 0) {
        empty.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  boolean closed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Admits nobody from now on, and waits until all have left. Returns how many have not. */
  int drain(Duration patience) {
    lock.lock();
    try {
      closed = true;
      long nanos = patience.toNanos();
      while (inside > 0 && nanos > 0) {
        nanos = empty.awaitNanos(nanos);
      }
      return inside;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return inside;
    } finally {
      lock.unlock();
    }
  }
}
