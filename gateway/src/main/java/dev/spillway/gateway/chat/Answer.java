package dev.spillway.gateway.chat;

import static java.util.Objects.requireNonNull;

import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.cascade.Calls;
import dev.spillway.gateway.cascade.TokenLogprob;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer.
 *
 * @param thoughts of the model before it, where its engine tells; empty if not
 * @param calls of tools, after the text
 */
public record Answer(
    String thoughts,
    String text,
    List<TokenLogprob> tokens,
    List<ToolCall> calls,
    AnswerEvent.Finished end) {
  public Answer {
    tokens = List.copyOf(tokens);
    calls = List.copyOf(calls);
  }

  /** Puts it together from what is told of it. */
  static final class Builder {
    private final StringBuilder thoughts = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private final List<TokenLogprob> tokens = new ArrayList<>();
    private final Calls calls = new Calls();
    private AnswerEvent.@Nullable Finished finished;

    void add(AnswerEvent event) {
      switch (event) {
        case AnswerEvent.Committed committed -> {}
        case AnswerEvent.Thought(var more) -> thoughts.append(more);
        case AnswerEvent.Text more -> {
          text.append(more.text());
          tokens.addAll(more.tokens());
        }
        case AnswerEvent.Call(var call) -> calls.add(call);
        case AnswerEvent.Finished end -> finished = end;
      }
    }

    Answer build() {
      return new Answer(
          thoughts.toString(), text.toString(), tokens, calls.all(), requireNonNull(finished));
    }
  }
}
