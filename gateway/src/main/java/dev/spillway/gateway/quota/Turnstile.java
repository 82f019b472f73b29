package dev.spillway.gateway.quota;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many calls be under way and so many wait; more are refused with {@link
 * ErrorKind.Overloaded}. A call that waits here has not begun, so its time does not run yet.
 */
final class Turnstile {
  private final int most;
  private final int mostWaiting;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private int underWay;

  Turnstile(int most, int mostWaiting) {
    this.most = most;
    this.mostWaiting = mostWaiting;
  }

  <T> Future<T> pass(Supplier<Future<T>> call) {
    return pass(call, false);
  }

  /** Before all that wait, however many they are: it ends what was begun, and is not refused. */
  <T> Future<T> passFirst(Supplier<Future<T>> call) {
    return pass(call, true);
  }

  private <T> Future<T> pass(Supplier<Future<T>> call, boolean first) {
    Promise<T> result = Promise.promise();
    Runnable begin = () -> call.get().onComplete(done -> end()).onComplete(result);
    synchronized (this) {
      if (underWay == most) {
        if (first) {
          waiting.addFirst(begin);
          return result.future();
        }
        if (waiting.size() >= mostWaiting) {
          return Future.failedFuture(
              new SpillwayException(
                  new ErrorKind.Overloaded(
                      "too many requests wait for their limits to be looked at",
                      Duration.ofSeconds(1))));
        }
        waiting.add(begin);
        return result.future();
      }
      underWay++;
    }
    begin.run();
    return result.future();
  }

  synchronized int waiting() {
    return waiting.size();
  }

  private void end() {
    var next = next();
    if (next != null) {
      next.run();
    }
  }

  private synchronized @Nullable Runnable next() {
    var next = waiting.poll();
    if (next == null) {
      underWay--;
    }
    return next;
  }
}
