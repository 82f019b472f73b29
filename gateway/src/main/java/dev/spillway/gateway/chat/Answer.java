package dev.spillway.gateway.chat;

import static java.util.Objects.requireNonNull;

import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.cascade.Calls;
import dev.spillway.gateway.cascade.TokenLogprob;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer.
 *
 * @param pieces in the order in which they came; no two of words in a row
 */
public record Answer(List<Piece> pieces, AnswerEvent.Finished end) {
  public Answer {
    pieces = List.copyOf(pieces);
  }

  /** A part of it. */
  public sealed interface Piece {}

  /** What the model thought before it said the rest, where its engine tells. */
  public sealed interface Thought extends Piece {}

  /**
   * In words.
   *
   * @param text empty where the engine keeps them to itself and signs them all the same
   * @param signature of the engine; empty where it signs nothing
   */
  public record Thoughts(String text, String signature) implements Thought {}

  /** What nobody but the engine can read. */
  public record Hidden(String data) implements Thought {}

  /** What the model says. */
  public record Words(String text, List<TokenLogprob> tokens) implements Piece {
    public Words {
      tokens = List.copyOf(tokens);
    }
  }

  /** A tool that it wants used. */
  public record Use(ToolCall call) implements Piece {}

  /** All thoughts that are words; empty if there are none. */
  public String thoughts() {
    return of(Thoughts.class).map(Thoughts::text).collect(Collectors.joining());
  }

  /** All that the model says. */
  public String text() {
    return of(Words.class).map(Words::text).collect(Collectors.joining());
  }

  /** Of all that it says. */
  public List<TokenLogprob> tokens() {
    return of(Words.class).flatMap(words -> words.tokens().stream()).toList();
  }

  /** All tools that it wants used. */
  public List<ToolCall> calls() {
    return of(Use.class).map(Use::call).toList();
  }

  private <P extends Piece> Stream<P> of(Class<P> kind) {
    return pieces.stream().filter(kind::isInstance).map(kind::cast);
  }

  /** Puts it together from what is told of it. */
  static final class Builder {
    private final List<Piece> pieces = new ArrayList<>();

    /** What is not among the pieces yet; only one of the two is not empty. */
    private final StringBuilder thoughts = new StringBuilder();

    private final StringBuilder words = new StringBuilder();
    private final List<TokenLogprob> tokens = new ArrayList<>();
    private final Calls calls = new Calls();
    private AnswerEvent.@Nullable Finished finished;

    void add(AnswerEvent event) {
      switch (event) {
        case AnswerEvent.Committed committed -> {}
        case AnswerEvent.Thought(var thought) -> add(thought);
        case AnswerEvent.Text more -> {
          endThoughts("");
          words.append(more.text());
          tokens.addAll(more.tokens());
        }
        case AnswerEvent.Call(var call) -> {
          calls.add(call);
          if (!call.name().isEmpty()) {
            endThoughts("");
            endWords();
            // Its arguments are not complete yet.
            pieces.add(new Use(new ToolCall(call.id(), call.name(), "")));
          }
        }
        case AnswerEvent.Finished end -> finished = end;
      }
    }

    private void add(GenerateEvent.Thought thought) {
      endWords();
      switch (thought) {
        case GenerateEvent.Thought.Told(var more) -> thoughts.append(more);
        case GenerateEvent.Thought.Signed(var signature) -> endThoughts(signature);
        case GenerateEvent.Thought.Hidden(var data) -> {
          endThoughts("");
          pieces.add(new Hidden(data));
        }
      }
    }

    private void endThoughts(String signature) {
      if (!thoughts.isEmpty() || !signature.isEmpty()) {
        pieces.add(new Thoughts(thoughts.toString(), signature));
        thoughts.setLength(0);
      }
    }

    private void endWords() {
      if (!words.isEmpty()) {
        pieces.add(new Words(words.toString(), tokens));
        words.setLength(0);
        tokens.clear();
      }
    }

    Answer build() {
      endThoughts("");
      endWords();
      var whole = calls.all().iterator();
      pieces.replaceAll(piece -> piece instanceof Use ? new Use(whole.next()) : piece);
      return new Answer(pieces, requireNonNull(finished));
    }
  }
}
