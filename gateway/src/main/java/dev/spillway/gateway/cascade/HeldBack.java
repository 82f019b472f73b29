package dev.spillway.gateway.cascade;

import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.router.AnswerStatistics;
import java.util.ArrayList;
import java.util.List;

/**
 * An attempt's answer, the part of it that has not left yet, and the statistics of all of it.
 * Bounded by the model's context, which bounds its tokens. It leaves in the order in which it came,
 * what follows its like together with it.
 */
final class HeldBack {
  private final StringBuilder all = new StringBuilder();
  private final StringBuilder thoughts = new StringBuilder();
  private final StringBuilder text = new StringBuilder();
  private final List<TokenLogprob> tokens = new ArrayList<>();

  /** What is held before {@link #thoughts} or {@link #text}, of which only one is not empty. */
  private final List<AnswerEvent> before = new ArrayList<>();

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
    endText();
    switch (thought) {
      case GenerateEvent.Thought.Told(var more) -> thoughts.append(more);
      case GenerateEvent.Thought.Signed signed -> addApart(new AnswerEvent.Thought(signed));
      case GenerateEvent.Thought.Hidden hidden -> addApart(new AnswerEvent.Thought(hidden));
    }
  }

  /** For those who judge it a call is text like any other. */
  void add(GenerateEvent.Call call) {
    if (!call.name().isEmpty()) {
      all.append('\n').append(call.name()).append(' ');
    }
    all.append(call.arguments());
    addApart(new AnswerEvent.Call(call));
  }

  void add(String more) {
    if (!more.isEmpty()) {
      endThoughts();
    }
    all.append(more);
    text.append(more);
  }

  private void addApart(AnswerEvent event) {
    endThoughts();
    endText();
    before.add(event);
  }

  private void endThoughts() {
    if (!thoughts.isEmpty()) {
      before.add(new AnswerEvent.Thought(new GenerateEvent.Thought.Told(thoughts.toString())));
      thoughts.setLength(0);
    }
  }

  private void endText() {
    if (!text.isEmpty()) {
      before.add(new AnswerEvent.Text(text.toString(), tokens));
      text.setLength(0);
      tokens.clear();
    }
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
    endThoughts();
    endText();
    var events = List.copyOf(before);
    before.clear();
    return events;
  }
}
