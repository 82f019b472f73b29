package dev.spillway.worker.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.TreeSet;

/**
 * An automaton over bytes while it is put together (Thompson 1968): symbols, and steps without one.
 *
 * <p>Two symbols beyond the bytes stand for the beginning and the end of the text. They are in no
 * text, but are read around it when the automaton is made {@link #deterministic}: so that anchors
 * of regular expressions are symbols like any other.
 */
final class Nfa {
  static final int BEGIN = 256;
  static final int END = 257;

  private static final int MOST_STATES = 65_536;

  private final List<List<Arc>> arcs = new ArrayList<>();
  private final List<List<Integer>> free = new ArrayList<>();
  private final Work work;

  Nfa(Work work) {
    this.work = work;
  }

  /**
   * @throws Unusable there are too many
   */
  int state() {
    if (arcs.size() == MOST_STATES) {
      throw new Unusable(
          "it is too large: an automaton of it has more than %d states".formatted(MOST_STATES));
    }
    arcs.add(new ArrayList<>(1));
    free.add(new ArrayList<>(1));
    return arcs.size() - 1;
  }

  void on(int from, int first, int last, int to) {
    arcs.get(from).add(new Arc(first, last, to));
  }

  void free(int from, int to) {
    free.get(from).add(to);
  }

  /** Adds bytes one after the other; returns the state after the last. */
  int chain(int from, byte[] bytes) {
    int at = from;
    for (byte value : bytes) {
      int next = state();
      on(at, Byte.toUnsignedInt(value), Byte.toUnsignedInt(value), next);
      at = next;
    }
    return at;
  }

  /**
   * What leads from one state to another, by the subset construction (Rabin and Scott 1959).
   *
   * @throws Unusable it has too many states
   */
  Dfa deterministic(int start, int end) {
    return deterministic(closure(List.of(start)), set -> set.contains(end));
  }

  /**
   * The same, where {@link #BEGIN} is read before the text and {@link #END} after it.
   *
   * @throws Unusable it has too many states
   */
  Dfa anchored(int start, int end) {
    var begun = anchor(closure(List.of(start)), BEGIN);
    return deterministic(begun, set -> anchor(set, END).contains(end));
  }

  /** Reads an anchor; where it was read it may be read again, for it has no length. */
  private List<Integer> anchor(List<Integer> set, int symbol) {
    var all = new TreeSet<>(after(set, symbol));
    int before;
    do {
      before = all.size();
      all.addAll(after(List.copyOf(all), symbol));
    } while (all.size() > before);
    return List.copyOf(all);
  }

  private interface Accepting {
    boolean test(List<Integer> states);
  }

  private Dfa deterministic(List<Integer> start, Accepting accepting) {
    var number = new HashMap<List<Integer>, Integer>();
    number.put(start, 0);
    var order = new ArrayList<>(List.of(start));
    var out = new ArrayList<List<Arc>>();
    var accepts = new BitSet();
    for (int i = 0; i < order.size(); i++) {
      var set = order.get(i);
      accepts.set(i, accepting.test(set));
      var from = new ArrayList<Arc>();
      var cuts = cuts(set);
      for (int cut = 0; cut + 1 < cuts.size(); cut++) {
        var next = after(set, cuts.get(cut));
        if (!next.isEmpty()) {
          int to = number.computeIfAbsent(next, _ -> number.size());
          if (to == order.size()) {
            order.add(next);
            Dfa.bound(order.size());
          }
          from.add(new Arc(cuts.get(cut), cuts.get(cut + 1) - 1, to));
        }
      }
      out.add(from);
    }
    return Dfa.of(out, accepts);
  }

  /** Bytes at which the arcs of a set begin, and those after which they end. */
  private List<Integer> cuts(List<Integer> set) {
    var cuts = new TreeSet<Integer>();
    for (int state : set) {
      for (var arc : arcs.get(state)) {
        if (arc.first() < BEGIN) {
          cuts.add(arc.first());
          cuts.add(arc.last() + 1);
        }
      }
    }
    return List.copyOf(cuts);
  }

  private List<Integer> after(List<Integer> set, int symbol) {
    var next = new ArrayList<Integer>();
    for (int state : set) {
      for (var arc : arcs.get(state)) {
        if (arc.first() <= symbol && symbol <= arc.last()) {
          next.add(arc.to());
        }
      }
    }
    return closure(next);
  }

  private List<Integer> closure(List<Integer> states) {
    var seen = new BitSet();
    var open = new ArrayDeque<>(states);
    states.forEach(seen::set);
    while (!open.isEmpty()) {
      for (int next : free.get(open.remove())) {
        if (!seen.get(next)) {
          seen.set(next);
          open.add(next);
        }
      }
    }
    var closed = seen.stream().boxed().toList();
    work.take(1L + closed.size());
    return closed;
  }
}
