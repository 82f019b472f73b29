package dev.spillway.router.score;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.router.routing.Likeness;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What is asked of somebody else about a reply, and how what is said to it is read. */
public sealed interface Inquiry {

  /** Who is asked; absent: the tier that replied. */
  Optional<String> tier();

  /** What it says of the reply, in [0, 1]; empty if that cannot be told. */
  OptionalDouble score(Heard heard);

  /**
   * What was said.
   *
   * @param tokens of its beginning at least, with the natural logarithms of their probabilities
   */
  record Heard(String text, List<Token> tokens) {
    public Heard {
      tokens = List.copyOf(tokens);
    }

    /** A token. */
    public record Token(String text, double logprob) {}
  }

  /** The question of the request once more; by the same tier, drawn anew. */
  record Again(Optional<String> tier, String reply) implements Inquiry {

    /** An answer that says nothing agrees with nobody. */
    @Override
    public OptionalDouble score(Heard heard) {
      return heard.text().isBlank()
          ? OptionalDouble.empty()
          : OptionalDouble.of(Likeness.of(reply, heard.text()));
    }
  }

  /**
   * Whether the reply is right.
   *
   * @param judge the tier that judges
   * @param messages that the reply is to
   */
  record Judgement(String judge, List<ChatMessage> messages, String reply) implements Inquiry {
    /** Enough for a word with a line break or a sign before it. */
    public static final int TOKENS = 4;

    public Judgement {
      messages = List.copyOf(messages);
    }

    @Override
    public Optional<String> tier() {
      return Optional.of(judge);
    }

    /** What the judge is asked. */
    public List<ChatMessage> prompt() {
      return JudgePrompt.of(messages, reply);
    }

    @Override
    public OptionalDouble score(Heard heard) {
      return YesOrNo.read(heard.tokens());
    }
  }
}
