package dev.spillway.worker.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A deterministic automaton over bytes. It begins in state 0, arcs of a state are in order, and
 * every state can still lead to acceptance; without states it accepts nothing.
 */
record Dfa(List<List<Arc>> arcs, BitSet accepting) {
  static final int MOST_STATES = 4_096;
  private static final int BYTES = 256;
  private static final Dfa NOTHING = new Dfa(List.of(), new BitSet());

  /** Leaves out states from which nothing can be accepted, and those that nothing leads to. */
  static Dfa of(List<List<Arc>> arcs, BitSet accepting) {
    var useful = useful(arcs, accepting);
    var number = new HashMap<Integer, Integer>();
    var order = new ArrayList<Integer>();
    if (useful.get(0)) {
      number.put(0, 0);
      order.add(0);
    }
    var kept = new ArrayList<List<Arc>>();
    var accepts = new BitSet();
    for (int i = 0; i < order.size(); i++) {
      var out = new ArrayList<Arc>();
      for (var arc : arcs.get(order.get(i))) {
        if (useful.get(arc.to())) {
          int to = number.computeIfAbsent(arc.to(), _ -> number.size());
          if (to == order.size()) {
            order.add(arc.to());
          }
          out.add(new Arc(arc.first(), arc.last(), to));
        }
      }
      kept.add(out);
      accepts.set(i, accepting.get(order.get(i)));
    }
    return new Dfa(kept, accepts);
  }

  private static BitSet useful(List<List<Arc>> arcs, BitSet accepting) {
    var before = new ArrayList<List<Integer>>();
    arcs.forEach(_ -> before.add(new ArrayList<>()));
    for (int from = 0; from < arcs.size(); from++) {
      for (var arc : arcs.get(from)) {
        before.get(arc.to()).add(from);
      }
    }
    var useful = (BitSet) accepting.clone();
    var open = new ArrayDeque<Integer>();
    accepting.stream().forEach(open::add);
    while (!open.isEmpty()) {
      for (int from : before.get(open.remove())) {
        if (!useful.get(from)) {
          useful.set(from);
          open.add(from);
        }
      }
    }
    return useful;
  }

  /**
   * What both accept.
   *
   * @throws Unusable it would have too many states
   */
  Dfa and(Dfa other, Work work) {
    return and(other, 0, Top.UNBOUNDED, work);
  }

  /**
   * What both accept, if of this so many pieces make it up: a piece begins wherever one could have
   * ended. Those of all JSON strings are characters.
   *
   * @throws Unusable it would have too many states
   */
  Dfa and(Dfa other, int least, int most, Work work) {
    if (arcs.isEmpty() || other.arcs.isEmpty()) {
      return NOTHING;
    }
    // Beyond what is enough or too many, numbers make no difference.
    int enough = most == Top.UNBOUNDED ? least : most;
    var number = new HashMap<Pair, Integer>(Map.of(new Pair(0, 0, 0), 0));
    var order = new ArrayList<>(List.of(new Pair(0, 0, 0)));
    var product = new ArrayList<List<Arc>>();
    var accepts = new BitSet();
    for (int i = 0; i < order.size(); i++) {
      var pair = order.get(i);
      work.take(1L + (long) arcs.get(pair.one).size() * other.arcs.get(pair.two).size());
      boolean piece = accepting.get(pair.one);
      int pieces = pair.pieces + (piece ? 1 : 0);
      var out = new ArrayList<Arc>();
      for (var a : pieces > most ? List.<Arc>of() : arcs.get(pair.one)) {
        for (var b : other.arcs.get(pair.two)) {
          int first = Math.max(a.first(), b.first());
          int last = Math.min(a.last(), b.last());
          if (first <= last) {
            var next = new Pair(a.to(), b.to(), Math.min(pieces, enough));
            int to = number.computeIfAbsent(next, _ -> number.size());
            if (to == order.size()) {
              order.add(next);
              bound(order.size());
            }
            out.add(new Arc(first, last, to));
          }
        }
      }
      product.add(out);
      accepts.set(i, piece && other.accepting.get(pair.two) && pair.pieces >= least);
    }
    return of(product, accepts);
  }

  /** States of two automata, after so many pieces. */
  private record Pair(int one, int two, int pieces) {}

  /** All texts that it does not accept. */
  Dfa not() {
    int sink = arcs.size();
    var all = new ArrayList<List<Arc>>();
    var accepts = new BitSet();
    for (int state = 0; state <= sink; state++) {
      var out = new ArrayList<Arc>();
      int next = 0;
      for (var arc : state < sink ? arcs.get(state) : List.<Arc>of()) {
        if (next < arc.first()) {
          out.add(new Arc(next, arc.first() - 1, sink));
        }
        out.add(arc);
        next = arc.last() + 1;
      }
      if (next < BYTES) {
        out.add(new Arc(next, BYTES - 1, sink));
      }
      all.add(out);
      accepts.set(state, !accepting.get(state));
    }
    return new Dfa(all, accepts);
  }

  /**
   * @throws Unusable there are too many states
   */
  static void bound(int states) {
    if (states > MOST_STATES) {
      throw new Unusable(
          "it needs an automaton of more than %d states; simpler patterns and smaller bounds need less"
              .formatted(MOST_STATES));
    }
  }

  /** Adds all that it accepts to a rule. */
  void addTo(Rule rule) {
    states(State::end).stream().findFirst().ifPresent(rule::add);
  }

  /** Adds all that it accepts, between quotes. */
  void addQuotedTo(Rule rule) {
    var closed = new State().end();
    states(state -> state.on('"', closed)).stream()
        .findFirst()
        .ifPresent(first -> rule.add(new State().on('"', first)));
  }

  private List<State> states(Consumer<State> accept) {
    var states = new ArrayList<State>();
    arcs.forEach(_ -> states.add(new State()));
    for (int from = 0; from < states.size(); from++) {
      for (var arc : arcs.get(from)) {
        states.get(from).on(arc.first(), arc.last(), states.get(arc.to()), Gate.OPEN);
      }
      if (accepting.get(from)) {
        accept.accept(states.get(from));
      }
    }
    return states;
  }
}
