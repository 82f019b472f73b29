package dev.spillway.gateway.workers;

import dev.spillway.contracts.worker.ModelLoad;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much more of one model a worker, or an endpoint of an engine, takes from this gateway.
 *
 * <p>Who takes part is counted here at once; what a worker announces of itself is as old as its
 * last probe, and says what other gateways have given it. Of that, as much counts as two probes in
 * a row found: a request that had just ended here is not taken for somebody else's. In the same way
 * a place is free again whose answer is complete and only waits for a slow client. However busy
 * others keep a worker, a quarter of its places stays open to this gateway, so that no gateway is
 * starved by another; what is too much then waits at the worker, which serves whoever comes first.
 * So with several gateways each has its own line, and shares between tenants are kept within each.
 *
 * <p>A worker whose memory is taken by the prompts and predicted answers that it was given is full
 * as well, but for one request. A worker that announces nothing is never full. May be used from any
 * thread, without a lock.
 */
final class Room {
  private static final int UNBOUNDED = Integer.MAX_VALUE;
  private static final int OPEN_PART = 4;

  private final int ahead;
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicLong tokens = new AtomicLong();

  /** What was announced, as seen from here. */
  private record Seen(int limit, long kvTokens, int others, long steps, boolean queueing) {}

  private volatile Seen seen;

  private Room(int limit, int ahead) {
    this.ahead = ahead;
    seen = new Seen(limit, 0, 0, 0, false);
  }

  /**
   * A worker that will say how much it can do.
   *
   * @param ahead requests that it is given beyond those that it can do at once
   */
  static Room announced(int ahead) {
    return new Room(UNBOUNDED, ahead);
  }

  /** At most so many requests at once. */
  static Room of(int most) {
    return new Room(most, 0);
  }

  /** The worker has said what it can do and is doing. */
  void announce(ModelLoad load) {
    var before = seen;
    if (load.places() == 0) {
      seen = new Seen(UNBOUNDED, 0, 0, 0, false);
      return;
    }
    int others = load.running() + load.waiting() - taken.get();
    int surely = surely(others, before.others());
    int open = Math.max(load.places() - surely, (load.places() + OPEN_PART - 1) / OPEN_PART);
    boolean queueing = load.waiting() > 0 && load.steps() != before.steps();
    seen = new Seen(open + ahead, load.kvTokens(), others, load.steps(), queueing);
  }

  private static int surely(int others, int before) {
    return others > 0 ? Math.clamp(before, 0, others) : Math.clamp(before, others, 0);
  }

  /** Requests that it takes at once. */
  int limit() {
    return seen.limit();
  }

  boolean isBounded() {
    return seen.limit() != UNBOUNDED;
  }

  /** Whether it has a place, memory aside. */
  boolean hasPlace() {
    return taken.get() < seen.limit();
  }

  /** Whether it said of late that others wait there, and that it gets on. */
  boolean isQueueing() {
    return seen.queueing();
  }

  /** Takes a place for a request of so many tokens, if there is one. */
  boolean enter(long needed) {
    var now = seen;
    int before;
    do {
      before = taken.get();
      if (before >= now.limit()
          || (before > 0 && now.kvTokens() > 0 && tokens.get() + needed > now.kvTokens())) {
        return false;
      }
    } while (!taken.compareAndSet(before, before + 1));
    tokens.addAndGet(needed);
    return true;
  }

  /** Takes a place, also beyond those that there are. */
  void squeeze(long needed) {
    taken.incrementAndGet();
    tokens.addAndGet(needed);
  }

  void leave(long needed) {
    taken.decrementAndGet();
    tokens.addAndGet(-needed);
  }
}
