package dev.spillway.gateway.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of bodies are read and answered now.
 *
 * <p>Law "bounded everything": however many clients send however much, it is never more than the
 * limit. Beyond a body's first {@value #SHORT} bytes only half of it is given, so that a few long
 * prompts do not shut out the many short ones.
 *
 * <p>Any thread may take and give back.
 */
final class BodyMemory {
  static final int SHORT = 1 << 20;

  private final long limit;
  private final AtomicLong taken = new AtomicLong();

  BodyMemory(long limit) {
    this.limit = limit;
  }

  /** The longest body that finds place where there is no other. */
  long longest() {
    return Math.max(limit / 2, Math.min(limit, SHORT));
  }

  /**
   * @param before what this body has been given already
   * @return whether there is so much more for it; nothing is taken otherwise
   */
  boolean take(long before, int bytes) {
    long most = before + bytes > SHORT ? limit / 2 : limit;
    long now;
    do {
      now = taken.get();
      if (now + bytes > most) {
        return false;
      }
    } while (!taken.compareAndSet(now, now + bytes));
    return true;
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  long taken() {
    return taken.get();
  }
}
