package dev.spillway.worker.grammar;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All ways to read a text: where a pushdown automaton may be after it.
 *
 * @param ended whether the bottom frame's rule can end here
 */
record Configuration(List<Top> tops, boolean ended) {
  private static final Configuration NOWHERE = new Configuration(List.of(), false);

  /** Before the first byte of a rule, with nothing to follow it. */
  static Configuration begin(Rule rule) {
    var closure = new Closure();
    closure.enter(rule, new Frame());
    return closure.result();
  }

  static Configuration of(Top top) {
    if (top.state().plain()) {
      return new Configuration(List.of(top), false);
    }
    var closure = new Closure();
    closure.add(top);
    return closure.result();
  }

  /** After the rule of a frame. */
  static Configuration after(Frame frame) {
    var closure = new Closure();
    closure.leave(frame);
    return closure.result();
  }

  /** After one more byte, given unsigned; nowhere if it cannot follow. */
  Configuration step(int value) {
    if (tops.size() == 1) {
      var next = tops.getFirst().step(value);
      return next == null ? NOWHERE : of(next);
    }
    @Nullable Closure closure = null;
    for (int i = 0; i < tops.size(); i++) {
      var next = tops.get(i).step(value);
      if (next != null) {
        closure = closure == null ? new Closure() : closure;
        closure.add(next);
      }
    }
    return closure == null ? NOWHERE : closure.result();
  }

  /** Bytes that may follow, and perhaps others. */
  BitSet first() {
    var first = new BitSet();
    for (var top : tops) {
      for (var edge : top.state().edges()) {
        first.set(edge.first(), edge.last() + 1);
      }
    }
    return first;
  }

  /** The text cannot be the beginning of anything. */
  boolean nowhere() {
    return tops.isEmpty() && !ended;
  }

  /** The text is whole, and nothing can follow it. */
  boolean complete() {
    return tops.isEmpty() && ended;
  }
}
