package dev.spillway.gateway.cascade;

import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.router.AnswerStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An attempt's answer, the part of it that has not left yet, and the statistics of all of it.
 * Bounded by the model's context, which bounds its tokens.
 */
final class HeldBack {
  private final StringBuilder all = new StringBuilder();
  private final StringBuilder text = new StringBuilder();
  private final List<TokenLogprob> tokens = new ArrayList<>();
  private AnswerStatistics statistics = AnswerStatistics.EMPTY;

  void add(GenerateEvent.Token token) {
    // Rounding may put the probability of a certain token above one. What is not told stays NaN.
    var logprob = Math.min(0f, token.logprob());
    statistics = statistics.plus(logprob);
    tokens.add(new TokenLogprob(token.text(), logprob));
    add(token.text());
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

  /** What is held, if it is any text; it is not held any more then. */
  Optional<AnswerEvent.Text> release() {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    var event = new AnswerEvent.Text(text.toString(), tokens);
    text.setLength(0);
    tokens.clear();
    return Optional.of(event);
  }
}
