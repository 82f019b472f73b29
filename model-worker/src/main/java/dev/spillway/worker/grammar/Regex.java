package dev.spillway.worker.grammar;

import java.util.List;

/** A regular expression over characters. */
sealed interface Regex {
  /** One character of a set. */
  record One(CodePoints of) implements Regex {}

  /** One after the other; nothing where there is none. */
  record All(List<Regex> parts) implements Regex {}

  record Any(List<Regex> choices) implements Regex {}

  /**
   * @param most {@link Top#UNBOUNDED} for any number
   */
  record Repeat(Regex what, int least, int most) implements Regex {}

  /** The beginning or the end of the text, as a symbol of an {@link Nfa}. */
  record Anchor(int symbol) implements Regex {}

  /** A number of characters, whichever. */
  static Regex characters(int least, int most) {
    return new Repeat(new One(CodePoints.ANY), least, most);
  }

  /**
   * The content of JSON strings in which it occurs somewhere, in their {@link Spelling}.
   *
   * @throws Unusable the automaton would be too large
   */
  default Dfa occurs(Work work) {
    var nfa = new Nfa(work);
    var anything = characters(0, Top.UNBOUNDED);
    int start = nfa.state();
    int first = nfa.state();
    int last = nfa.state();
    int end = nfa.state();
    nfa.free(start, first);
    nfa.free(last, end);
    add(nfa, add(nfa, start, new Anchor(Nfa.BEGIN)), anything, first);
    add(nfa, first, this, last);
    int after = add(nfa, last, anything);
    nfa.on(after, Nfa.END, Nfa.END, end);
    return nfa.anchored(start, end);
  }

  /**
   * Itself, as bytes.
   *
   * @throws Unusable the automaton would be too large
   */
  default Dfa exactly(Work work) {
    var nfa = new Nfa(work);
    int start = nfa.state();
    return nfa.deterministic(start, add(nfa, start, this));
  }

  private static int add(Nfa nfa, int from, Regex regex) {
    int to = nfa.state();
    add(nfa, from, regex, to);
    return to;
  }

  private static void add(Nfa nfa, int from, Regex regex, int to) {
    switch (regex) {
      case One(var points) -> Spelling.add(nfa, from, points, to);
      case Anchor(int symbol) -> nfa.on(from, symbol, symbol, to);
      case Any(var choices) -> choices.forEach(choice -> add(nfa, from, choice, to));
      case All(var parts) -> {
        int at = from;
        for (var part : parts) {
          at = add(nfa, at, part);
        }
        nfa.free(at, to);
      }
      case Repeat(var what, int least, int most) -> {
        int at = from;
        for (int i = 0; i < least; i++) {
          at = add(nfa, at, what);
        }
        if (most == Top.UNBOUNDED) {
          int loop = nfa.state();
          nfa.free(at, loop);
          add(nfa, loop, what, loop);
          at = loop;
        }
        for (int i = least; i < most && most != Top.UNBOUNDED; i++) {
          nfa.free(at, to);
          at = add(nfa, at, what);
        }
        nfa.free(at, to);
      }
    }
  }
}
