package dev.spillway.worker.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ends an answer before the first stop string that appears in it.
 *
 * <p>The first is the one that is complete first; of two that complete with the same character, the
 * longer. That does not depend on how the text is cut into tokens. Text that may be the beginning
 * of a stop string is held back, and nothing else is: for each stop string, the Knuth-Morris-Pratt
 * automaton says how many of the last characters are its beginning, and the largest of these
 * numbers is held. Time is linear in the text.
 */
public final class StopStrings {
  private final List<Automaton> automata = new ArrayList<>();
  private final StringBuilder held = new StringBuilder();
  private Optional<String> stop = Optional.empty();

  /**
   * @param stops none empty
   */
  public StopStrings(List<String> stops) {
    for (var stop : stops) {
      automata.add(new Automaton(stop));
    }
  }

  /** Takes the next piece of the answer and returns what became certain. */
  public String feed(String text) {
    for (int i = 0; i < text.length() && stop.isEmpty(); i++) {
      held.append(text.charAt(i));
      String longest = "";
      for (var automaton : automata) {
        if (automaton.completes(text.charAt(i)) && automaton.length() > longest.length()) {
          longest = automaton.stop;
        }
      }
      if (!longest.isEmpty()) {
        stop = Optional.of(longest);
        held.setLength(held.length() - longest.length());
      }
    }
    return release(stopped() ? 0 : maybe());
  }

  /** Whether a stop string appeared; the answer is over then, and further text is ignored. */
  public boolean stopped() {
    return stop.isPresent();
  }

  /** The one that appeared. */
  public Optional<String> stop() {
    return stop;
  }

  /** What was held back, once no more text comes. */
  public String finish() {
    return release(0);
  }

  private String release(int keep) {
    var certain = held.substring(0, held.length() - keep);
    held.delete(0, certain.length());
    return certain;
  }

  private int maybe() {
    int most = 0;
    for (var automaton : automata) {
      most = Math.max(most, automaton.matched);
    }
    return most;
  }

  private static final class Automaton {
    private final String stop;

    /** For each number of matched characters, the next smaller one that also matches. */
    private final int[] fallback;

    private int matched;

    Automaton(String stop) {
      this.stop = stop;
      this.fallback = new int[stop.length() + 1];
      int smaller = 0;
      for (int i = 1; i < stop.length(); i++) {
        smaller = step(smaller, stop.charAt(i));
        fallback[i + 1] = smaller;
      }
    }

    int length() {
      return stop.length();
    }

    boolean completes(char next) {
      matched = step(matched, next);
      return matched == stop.length();
    }

    private int step(int from, char next) {
      int at = from;
      while (at > 0 && (at == stop.length() || stop.charAt(at) != next)) {
        at = fallback[at];
      }
      return stop.charAt(at) == next ? at + 1 : 0;
    }
  }
}
