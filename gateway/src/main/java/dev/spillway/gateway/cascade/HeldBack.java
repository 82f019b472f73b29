package dev.spillway.gateway.cascade;

import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.router.AnswerStatistics;
import java.util.ArrayList;
import java.util.List;

/**
 * An attempt's answer, the part of it that has not left yet, and the statistics of all of it.
 * Bounded by the model's context, which bounds its tokens. Calls of tools leave after the text that
 * was held with them.
 */
final class HeldBack {
  private final StringBuilder all = new StringBuilder();
  private final StringBuilder thoughts = new StringBuilder();
  private final StringBuilder text = new StringBuilder();
  private final List<TokenLogprob> tokens = new ArrayList<>();
  private final List<AnswerEvent.Call> calls = new ArrayList<>();
  private AnswerStatistics statistics = AnswerStatistics.EMPTY;

  void add(GenerateEvent.Token token) {
    // Rounding may put the probability of a certain token above one. What is not told stays NaN.
    var logprob = Math.min(0f, token.logprob());
    statistics = statistics.plus(logprob);
    tokens.add(new TokenLogprob(token.text(), logprob, token.top()));
    add(token.text());
  }

  /** Nobody judges an answer by it. */
  void add(GenerateEvent.Thought thought) {
    thoughts.append(thought.text());
  }

  /** For those who judge it a call is text like any other. */
  void add(GenerateEvent.Call call) {
    if (!call.name().isEmpty()) {
      all.append('\n').append(call.name()).append(' ');
    }
    all.append(call.arguments());
    calls.add(new AnswerEvent.Call(call));
  }

  void add(String more) {
    all.append(more);
    text.append(more);
  }

  /** The whole answer so far, what was released included. */
  String all() {
    return all.toString();
  }

  AnswerStatistics statistics() {
    return statistics;
  }

  /** What is held, as far as there is anything to tell; it is not held any more then. */
  List<AnswerEvent> release() {
    var events = new ArrayList<AnswerEvent>();
    if (!thoughts.isEmpty()) {
      events.add(new AnswerEvent.Thought(thoughts.toString()));
      thoughts.setLength(0);
    }
    if (!text.isEmpty()) {
      events.add(new AnswerEvent.Text(text.toString(), tokens));
      text.setLength(0);
      tokens.clear();
    }
    events.addAll(calls);
    calls.clear();
    return events;
  }
}
