package dev.spillway.gateway.learning;

import dev.spillway.router.drift.Drift;
import dev.spillway.router.drift.Observation;
import dev.spillway.router.drift.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/*
 * What all gateways told is in the database. The view here is the latest of that which is known,
 * and on top of it what was seen here and is not in it yet: first what is being told, then what
 * came since. When telling ends, the answer has the first of the two in it, so the view is made
 * anew from the answer and the second.
 */

/**
 * One version of a policy that promises something, as this gateway sees it: with all that others
 * told, as far as it was heard, and all that was seen here, told or not.
 *
 * <p>At most {@value #MOST_UNTOLD} observations wait to be told while the database is away. Further
 * ones count here alone.
 *
 * <p>Safe for several threads.
 */
final class Watched {
  static final int MOST_UNTOLD = 10_000;

  private final int version;
  private final Promise promise;
  private final Deque<Observation> untold = new ArrayDeque<>();
  private List<Observation> telling = List.of();
  private long revision;
  private volatile Drift view;

  Watched(int version, Promise promise) {
    this.version = version;
    this.promise = promise;
    view = new Drift(promise);
  }

  int version() {
    return version;
  }

  Promise promise() {
    return promise;
  }

  Drift view() {
    return view;
  }

  /**
   * @return what changed
   */
  synchronized Drift.Change observe(Observation seen) {
    if (untold.size() + telling.size() < MOST_UNTOLD) {
      untold.add(seen);
    }
    return view.observe(seen);
  }

  /** How much waits to be told. */
  synchronized int untold() {
    return untold.size() + telling.size();
  }

  /** What is to be told now; nothing while something is being told. */
  synchronized List<Observation> tell() {
    if (!telling.isEmpty()) {
      return List.of();
    }
    telling = List.copyOf(untold);
    untold.clear();
    return telling;
  }

  /** It was told, and this is what all know now. */
  synchronized Drift.Change told(DriftStore.Known known) {
    telling = List.of();
    return become(known);
  }

  /** It was not told, as far as is known: later, then. */
  synchronized void untellable() {
    telling.reversed().forEach(untold::addFirst);
    telling = List.of();
  }

  /** There is a later version of the policy: nobody asks what this one does. */
  synchronized void superseded() {
    telling = List.of();
  }

  /** What others told. While something is being told the answer to that will say more. */
  synchronized Drift.Change heard(DriftStore.Known known) {
    return telling.isEmpty() && known.revision() > revision
        ? become(known)
        : new Drift.Change(List.of(), List.of());
  }

  private Drift.Change become(DriftStore.Known known) {
    var was = view.outside();
    var now = new Drift(promise, known.memory());
    untold.forEach(now::observe);
    revision = known.revision();
    view = now;
    return new Drift.Change(without(now.outside(), was), without(was, now.outside()));
  }

  private static List<String> without(List<String> all, List<String> some) {
    var rest = new ArrayList<>(all);
    rest.removeAll(some);
    return rest;
  }
}
