package dev.spillway.worker.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait, in the order in which they are to be served: first those who are overdue, by
 * arrival, then the others by rank. Who is overdue once stays so: he is not to be starved again.
 * Every operation is logarithmic in the number of those who wait.
 */
final class WaitingLine<S extends Sequence> {
  private final long bound;
  private final NavigableSet<S> overdue = set((a, b) -> Standing.byArrival(a, b));
  private final NavigableSet<S> ranked = set((a, b) -> Standing.byRank(a, b));
  private final NavigableSet<S> unserved =
      set(
          Comparator.<Standing>comparingLong(Standing::lastServed)
              .thenComparingLong(Standing::serial));

  WaitingLine(long bound) {
    this.bound = bound;
  }

  private static <S extends Sequence> NavigableSet<S> set(Comparator<Standing> order) {
    return new TreeSet<>((a, b) -> order.compare(a.standing(), b.standing()));
  }

  void add(S sequence) {
    if (sequence.standing().overdue()) {
      overdue.add(sequence);
    } else {
      ranked.add(sequence);
      unserved.add(sequence);
    }
  }

  boolean remove(S sequence) {
    if (sequence.standing().overdue()) {
      return overdue.remove(sequence);
    }
    return ranked.remove(sequence) && unserved.remove(sequence);
  }

  /** One who waits, or runs, is overdue from now on. */
  void promote(S sequence) {
    boolean waits = remove(sequence);
    sequence.standing().becomeOverdue();
    if (waits) {
      overdue.add(sequence);
    }
  }

  /** Those who have not been served for the bound become overdue. */
  void promote(long now) {
    while (!unserved.isEmpty() && now - unserved.first().standing().lastServed() >= bound) {
      promote(unserved.first());
    }
  }

  @Nullable S first() {
    if (!overdue.isEmpty()) {
      return overdue.first();
    }
    return ranked.isEmpty() ? null : ranked.first();
  }

  /** The overdue one that came last, if any is. */
  @Nullable S lastOverdue() {
    return overdue.isEmpty() ? null : overdue.last();
  }

  int size() {
    return overdue.size() + ranked.size();
  }

  List<S> all() {
    var all = new ArrayList<S>(overdue);
    all.addAll(ranked);
    return all;
  }
}
