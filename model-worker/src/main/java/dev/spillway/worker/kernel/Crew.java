package dev.spillway.worker.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed set of threads that share one piece of work at a time.
 *
 * <p>A decoding step is dozens of regions of a few microseconds each, so helpers spin between them
 * and park only when nothing comes for a while. A region is cut into contiguous pieces, which
 * caller and helpers claim one by one; the caller waits only for pieces that a helper has begun. A
 * helper that the operating system is not running therefore costs nothing but its help.
 *
 * <p>Which thread runs a piece is left to chance; results must not depend on it.
 */
final class Crew implements AutoCloseable {
  /** Looks at the next region before a helper parks: some 50 microseconds. */
  private static final int SPINS = 4_000;

  private static final int SPINS_BEFORE_YIELD = 20_000;
  private static final int PIECES_PER_THREAD = 2;

  /** Work on items {@code from .. to}, by the thread with this number. */
  interface Work {
    void run(int thread, int from, int to);
  }

  private final Helper[] helpers;
  private volatile @Nullable Region region;
  private volatile boolean closed;

  /**
   * @param threads with the caller's; 1 for no helpers
   */
  Crew(int threads) {
    helpers = new Helper[threads - 1];
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = new Helper(i + 1);
      helpers[i].thread.start();
    }
  }

  int threads() {
    return helpers.length + 1;
  }

  /**
   * Runs all items and returns when they are done.
   *
   * @param grain fewest items worth a piece; pieces begin at multiples of it
   */
  void run(int items, int grain, Work work) {
    if (helpers.length == 0 || items <= grain) {
      work.run(0, 0, items);
      return;
    }
    int grains = (items + grain - 1) / grain;
    int wanted = Math.min(grains, threads() * PIECES_PER_THREAD);
    int size = (grains + wanted - 1) / wanted * grain;
    var next = new Region(work, items, size);
    region = next;
    for (var helper : helpers) {
      helper.wake();
    }
    next.help(0);
    next.await();
  }

  @Override
  public void close() {
    closed = true;
    for (var helper : helpers) {
      LockSupport.unpark(helper.thread);
    }
    for (var helper : helpers) {
      helper.join();
    }
  }

  private static final class Region {
    private final Work work;
    private final int items;
    private final int size;
    private final int pieces;
    private final AtomicInteger claimed = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private volatile @Nullable Throwable failure;

    Region(Work work, int items, int size) {
      this.work = work;
      this.items = items;
      this.size = size;
      this.pieces = (items + size - 1) / size;
    }

    void help(int thread) {
      for (int piece = claimed.getAndIncrement();
          piece < pieces;
          piece = claimed.getAndIncrement()) {
        try {
          work.run(thread, piece * size, Math.min(items, (piece + 1) * size));
        } catch (RuntimeException | Error e) {
          failure = e;
        } finally {
          done.getAndIncrement();
        }
      }
    }

    // Error Prone's warning is for threads that hope to be scheduled; here the other thread holds a
    // piece and may need this very core to finish it.
    @SuppressWarnings("ThreadPriorityCheck")
    void await() {
      for (int spins = 0; done.get() < pieces; spins++) {
        if (spins < SPINS_BEFORE_YIELD) {
          Thread.onSpinWait();
        } else {
          Thread.yield();
        }
      }
      var thrown = failure;
      if (thrown != null) {
        throw new IllegalStateException("a kernel failed", thrown);
      }
    }
  }

  private final class Helper implements Runnable {
    private final int number;
    private final Thread thread;
    private volatile boolean parked;

    Helper(int number) {
      this.number = number;
      this.thread = Thread.ofPlatform().daemon().name("kernel-" + number).unstarted(this);
    }

    @Override
    public void run() {
      Region seen = null;
      while (!closed) {
        seen = awaitAfter(seen);
        if (seen != null) {
          seen.help(number);
        }
      }
    }

    private @Nullable Region awaitAfter(@Nullable Region seen) {
      for (int spins = 0; spins < SPINS; spins++) {
        if (region != seen || closed) {
          return region;
        }
        Thread.onSpinWait();
      }
      parked = true;
      while (region == seen && !closed) {
        LockSupport.park(this);
      }
      parked = false;
      return region;
    }

    /** After the region was set; the helper looks at it once more after it set {@code parked}. */
    void wake() {
      if (parked) {
        LockSupport.unpark(thread);
      }
    }

    void join() {
      boolean interrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
