package dev.spillway.worker.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A place in a grammar. From it a byte leads to at most one other; other places may also hold
 * wherever it does, other rules may begin at it, and its own rule may end at it.
 *
 * <p>It is put together and then {@link #seal sealed}; after that it does not change, and any
 * thread may read it.
 */
final class State {
  private static final int BYTES = 256;

  /** Up to here, looking at each edge is as fast as a table. */
  private static final int FEW = 3;

  private static final AtomicLong IDS = new AtomicLong();

  private final long id = IDS.getAndIncrement();
  private List<Edge> edges = new ArrayList<>(1);
  private List<State> also = new ArrayList<>(0);
  private List<Call> calls = new ArrayList<>(0);
  private boolean ends;
  private boolean sealed;
  private @Nullable Edge @Nullable [] table;

  State on(int value, State to) {
    return on(value, value, to, Gate.OPEN);
  }

  /** Overlaps no other edge. */
  State on(int first, int last, State to, Gate gate) {
    edges.add(new Edge(first, last, to, gate));
    return this;
  }

  /** Wherever this state holds, the other does. */
  State also(State other) {
    also.add(other);
    return this;
  }

  State call(Rule rule, State then) {
    return call(rule, then, Gate.OPEN);
  }

  State call(Rule rule, State then, Gate gate) {
    calls.add(new Call(rule, then, gate));
    return this;
  }

  /** Its rule may end here. */
  State end() {
    ends = true;
    return this;
  }

  void retain(Predicate<Edge> edge, Predicate<State> state, Predicate<Call> call) {
    edges.removeIf(edge.negate());
    also.removeIf(state.negate());
    calls.removeIf(call.negate());
  }

  void seal() {
    edges = List.copyOf(edges);
    also = List.copyOf(also);
    calls = List.copyOf(calls);
    sealed = true;
    if (edges.size() > FEW) {
      var byByte = new @Nullable Edge[BYTES];
      for (var edge : edges) {
        for (int value = edge.first(); value <= edge.last(); value++) {
          byByte[value] = edge;
        }
      }
      table = byByte;
    }
  }

  /** Of no other state, ever. */
  long id() {
    return id;
  }

  boolean sealed() {
    return sealed;
  }

  /** The edge of an unsigned byte. */
  @Nullable Edge edge(int value) {
    var byByte = table;
    if (byByte != null) {
      return byByte[value];
    }
    for (int i = 0; i < edges.size(); i++) {
      var edge = edges.get(i);
      if (edge.first() <= value && value <= edge.last()) {
        return edge;
      }
    }
    return null;
  }

  List<Edge> edges() {
    return edges;
  }

  List<State> also() {
    return also;
  }

  List<Call> calls() {
    return calls;
  }

  boolean ends() {
    return ends;
  }

  /** Nothing can happen here but a byte. */
  boolean plain() {
    return !ends && also.isEmpty() && calls.isEmpty();
  }
}
