package dev.spillway.worker.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * What a text must be: a pushdown automaton over bytes, made of {@link State states} and {@link
 * Rule rules}, in which no way leads nowhere. So a text that was never refused a byte can always be
 * completed.
 *
 * @param states those that belong to this grammar alone
 */
record Grammar(Rule start, List<State> states) {
  static final int MOST_STATES = 50_000;

  /**
   * Seals all states of a rule, after those were left out from which no text comes to an end.
   *
   * @throws Unusable there are too many
   */
  static Grammar seal(Rule start) {
    var found = new Search();
    found.rule(start);
    found.run();
    var useful = new Useful(found);
    for (var state : found.states) {
      state.retain(
          edge -> useful.is(edge.to()),
          useful::is,
          call -> useful.is(call.then()) && useful.is(call.rule()));
    }
    for (var rule : found.rules) {
      rule.entries().removeIf(entry -> !useful.is(entry.state()));
    }
    found.states.forEach(State::seal);
    return new Grammar(start, found.states);
  }

  /** Whether there is no text at all. */
  boolean empty() {
    return start.entries().isEmpty();
  }

  /** All that is reached and not sealed yet. */
  private static final class Search {
    final List<State> states = new ArrayList<>();
    final List<Rule> rules = new ArrayList<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<State> open = new ArrayDeque<>();

    void rule(Rule rule) {
      boolean sealed = rule.entries().stream().allMatch(entry -> entry.state().sealed());
      if (seen.add(rule) && (!sealed || rule.entries().isEmpty())) {
        rules.add(rule);
        rule.entries().forEach(entry -> state(entry.state()));
      }
    }

    private void state(State state) {
      if (!state.sealed() && seen.add(state)) {
        states.add(state);
        open.add(state);
        if (states.size() > MOST_STATES) {
          throw new Unusable("it makes a grammar of more than %d states".formatted(MOST_STATES));
        }
      }
    }

    void run() {
      while (!open.isEmpty()) {
        var state = open.remove();
        state.edges().forEach(edge -> state(edge.to()));
        state.also().forEach(this::state);
        for (var call : state.calls()) {
          rule(call.rule());
          state(call.then());
        }
      }
    }
  }

  /**
   * From which of some states a text comes to an end: the least set that agrees with itself. Sealed
   * ones all do.
   */
  private static final class Useful {
    private final Set<State> states = Collections.newSetFromMap(new IdentityHashMap<>());

    Useful(Search found) {
      boolean more = true;
      while (more) {
        more = false;
        for (int i = found.states.size() - 1; i >= 0; i--) {
          var state = found.states.get(i);
          if (!is(state) && leads(state)) {
            states.add(state);
            more = true;
          }
        }
      }
    }

    boolean is(State state) {
      return state.sealed() || states.contains(state);
    }

    boolean is(Rule rule) {
      return rule.entries().stream().anyMatch(entry -> is(entry.state()));
    }

    private boolean leads(State state) {
      return state.ends()
          || state.edges().stream().anyMatch(edge -> is(edge.to()))
          || state.also().stream().anyMatch(this::is)
          || state.calls().stream().anyMatch(call -> is(call.then()) && is(call.rule()));
    }
  }
}
