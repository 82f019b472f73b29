package dev.spillway.worker.engine;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How requests come to the engine's thread, and the count of those inside, from submission to end.
 *
 * <p>Any thread puts, closes and asks; the engine's thread takes and lets leave. All of it is
 * linearizable: a request is refused only if there is no place for it at some moment of the call,
 * and whatever was taken in before the mailbox was closed can still be taken out. A lock sees to
 * that, because place and queue change together; it is held for a few instructions, once per
 * request and a few times per step.
 */
final class Mailbox<T> {
  /** What became of a request. */
  enum Reply {
    TAKEN,
    FULL,
    CLOSED
  }

  private final Lock lock = new ReentrantLock();
  private final Queue<T> posted = new ArrayDeque<>();
  private int inside;
  private boolean closed;

  /** Takes {@code item}, which needs {@code places}, if at most {@code most} are inside then. */
  Reply put(T item, int places, int most) {
    lock.lock();
    try {
      if (closed) {
        return Reply.CLOSED;
      }
      if (places > most - inside) {
        return Reply.FULL;
      }
      inside += places;
      posted.add(item);
      return Reply.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  /** The one that came first; null if there is none. */
  @Nullable T take() {
    lock.lock();
    try {
      return posted.poll();
    } finally {
      lock.unlock();
    }
  }

  /** One that was taken has ended. */
  void leave() {
    lock.lock();
    try {
      inside--;
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more is put from now on. */
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing is to be taken and more may come. */
  boolean isIdle() {
    lock.lock();
    try {
      return posted.isEmpty() && !closed;
    } finally {
      lock.unlock();
    }
  }

  int inside() {
    lock.lock();
    try {
      return inside;
    } finally {
      lock.unlock();
    }
  }
}
