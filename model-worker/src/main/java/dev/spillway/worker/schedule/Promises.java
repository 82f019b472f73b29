package dev.spillway.worker.schedule;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Keeps an order that lets the short go first from paying for it with the tail: 99 of 100 requests
 * are to take no longer than 99 of 100 would have taken first come, first served.
 *
 * <p><b>Shadow.</b> What first come, first served would have done is read off the real work, as the
 * Fair Sojourn Protocol follows a virtual system beside the real one (Friedman and Henderson,
 * SIGMETRICS 2003, section 3). Whatever the order, the same work leaves the line in the same time;
 * so a request would have begun when as much work has left the line as it and all before it
 * brought. Only predicted work is compared with predicted work, so predictions that are wrong on
 * average do no harm (sizes that are only estimated: Dell'Amico, Carra and Michiardi, PSBS, 2016).
 * Its latency there is that wait and the time that it took here from its first step to its end.
 *
 * <p><b>Due.</b> The 99th percentile of those latencies so far is the time that everybody has. Who
 * would be late if it began later than now is overdue, and goes before all that are not; but not
 * before first come, first served would have begun it. So in a backlog that outgrows the percentile
 * the worst is what it would have been, and nobody is hurried whom that order would let wait as
 * well. As long as nothing is known, everybody is overdue when his turn has come.
 *
 * <p><b>Release.</b> The one of 100 that may be late is worth most where it is large: Moore's rule
 * for the fewest late jobs drops the largest (Moore, Management Science 1968). Those who come to be
 * due are, under an order by work, the largest of their time. So they are let go, while all
 * latencies so far, with those that are let go counted as late, keep the percentile. They are
 * served by rank, and the starvation bound is what they have.
 *
 * <p>Law: nobody is overdue before first come, first served would have begun it.
 */
final class Promises<S extends Sequence> {
  /** May be late. */
  private static final double SHARE = 0.009;

  /** Of the percentile, what is aimed at: who comes to be due together is served one by one. */
  private static final double AIM = 0.9;

  /** Of the percentile, what counts as late. */
  private static final double LATE = 1.05;

  /** Only the largest of all are released, so many of them. */
  private static final double LARGE = 0.05;

  /** Answers are often so many times as long as predicted. */
  private static final double CAUTION = 3;

  /** How much of what is known of speed is forgotten with each that ends. */
  private static final double FORGET = 1e-4;

  /** Percentiles are looked up again when so many have ended. */
  private static final int STALE = 16;

  private final int most;
  private final Map<S, Promise<S>> open = new HashMap<>();

  /** Those who would not have begun yet, first come, first served; some have ended here. */
  private final Deque<Promise<S>> shadow = new ArrayDeque<>();

  /** Those who would have, and have not ended here. */
  private final NavigableSet<Promise<S>> pending =
      new TreeSet<>(
          Comparator.<Promise<S>>comparingDouble(promise -> promise.latestStart)
              .thenComparingLong(promise -> promise.sequence.standing().serial()));

  private final Histogram fair = new Histogram();
  private final Histogram real = new Histogram();
  private final Histogram works = new Histogram();
  private double offeredWork;
  private double leftWork;
  private double endedWork;
  private double endedSeconds;
  private int released;
  private int sinceLooked;
  private double percentile;

  /**
   * @param most requests that wait: first come, first served would have refused more
   */
  Promises(int most) {
    this.most = most;
  }

  void offered(S sequence) {
    double work = Work.expected(sequence);
    offeredWork += work;
    works.add(work);
    double service = endedWork == 0 ? 0 : CAUTION * work * endedSeconds / endedWork;
    var promise = new Promise<>(sequence, offeredWork, work, sequence.arrival() - service * 1e9);
    open.put(sequence, promise);
    shadow.add(promise);
  }

  /** It takes part in a step for the first time. */
  void began(S sequence, long now) {
    var promise = open.get(sequence);
    if (promise != null) {
      promise.begin(now);
      leftWork += promise.work;
    }
  }

  /** It came to its end. */
  void ended(S sequence, long now) {
    var promise = open.remove(sequence);
    if (promise == null) {
      return;
    }
    promise.end(now);
    close(promise);
    endedSeconds += promise.serviceSeconds() - FORGET * endedSeconds;
    endedWork += promise.work - FORGET * endedWork;
    real.add((now - sequence.arrival()) / 1e9);
    learn(promise);
  }

  /** It was cancelled or failed, so nothing is learned of it. */
  void broken(S sequence) {
    var promise = open.remove(sequence);
    if (promise == null) {
      return;
    }
    close(promise);
    if (!promise.hasBegun()) {
      leftWork += promise.work;
    }
  }

  private void close(Promise<S> promise) {
    pending.remove(promise);
    released -= promise.released ? 1 : 0;
  }

  /**
   * To be called before each step.
   *
   * @param overdue hears of those who are from now on; they wait or run
   */
  void advance(long now, Consumer<S> overdue) {
    follow(now);
    while (!pending.isEmpty() && now - pending.first().latestStart >= AIM * percentile * 1e9) {
      var promise = pending.removeFirst();
      if (mayBeLate(promise)) {
        promise.released = true;
        released++;
      } else {
        overdue.accept(promise.sequence);
      }
    }
  }

  /** Who would begin now, first come, first served. */
  private void follow(long now) {
    while (!shadow.isEmpty() && (shadow.size() > most || hasLeft(shadow.getFirst().upTo))) {
      var promise = shadow.removeFirst();
      promise.beginInShadow(now);
      if (open.get(promise.sequence) == promise) {
        pending.add(promise);
      } else {
        learn(promise);
      }
    }
  }

  /** Up to what sums of many numbers in two orders differ by. */
  private boolean hasLeft(double work) {
    return leftWork >= work - 1e-9 * offeredWork;
  }

  private void learn(Promise<S> promise) {
    if (!promise.isKnown()) {
      return;
    }
    fair.add(promise.shadowSeconds());
    if (++sinceLooked >= STALE) {
      sinceLooked = 0;
      percentile = fair.allBut(0.01);
    }
  }

  private boolean mayBeLate(Promise<S> promise) {
    long all = real.size() + open.size();
    return percentile > 0
        && promise.work >= works.allBut(LARGE)
        && real.above(LATE * percentile) + released + 1 <= SHARE * all;
  }
}
