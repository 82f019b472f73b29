package dev.spillway.worker.grammar;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All that holds where some ways to read a text hold, between two bytes. */
final class Closure {
  /** Of one text; a schema that leaves more open is ambiguous beyond use. */
  private static final int MOST = 1024;

  private final List<Top> tops = new ArrayList<>();
  private final Set<Top> seen = new HashSet<>();
  private final Deque<Top> open = new ArrayDeque<>();
  private final Map<Rule, Frame> begun = new HashMap<>();
  private boolean ended;

  void add(Top top) {
    open.add(top);
    drain();
  }

  void enter(Rule rule, Frame frame) {
    openAll(rule, frame);
    drain();
  }

  void leave(Frame frame) {
    end(frame);
    drain();
  }

  private void drain() {
    while (!open.isEmpty()) {
      var next = open.removeLast();
      if (seen.add(next)) {
        expand(next);
      }
    }
  }

  private void expand(Top top) {
    var state = top.state();
    if (!state.edges().isEmpty()) {
      tops.add(top);
      if (tops.size() > MOST) {
        throw new SpillwayException(
            new ErrorKind.InvalidValue(
                "response_format",
                "response_format leaves more than %d ways open at one place".formatted(MOST)));
      }
    }
    for (var other : state.also()) {
      open.add(top.at(other));
    }
    for (var call : state.calls()) {
      if (call.gate() == Gate.ENOUGH && top.least() > 0) {
        continue;
      }
      var frame = begun.get(call.rule());
      if (frame == null) {
        frame = new Frame();
        begun.put(call.rule(), frame);
        openAll(call.rule(), frame);
      }
      frame.add(top.at(call.then()));
    }
    if (state.ends()) {
      end(top.frame());
    }
  }

  private void openAll(Rule rule, Frame frame) {
    for (var entry : rule.entries()) {
      open.add(new Top(entry.state(), entry.least(), entry.most(), frame));
    }
  }

  private void end(Frame frame) {
    ended |= frame.bottom();
    open.addAll(frame.returns());
  }

  Configuration result() {
    return new Configuration(tops, ended);
  }
}
