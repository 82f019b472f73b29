package dev.spillway.contracts.worker;

import java.util.List;
import java.util.Optional;

/** What a worker says while it generates; see {@link Worker} for the order. */
public sealed interface GenerateEvent {

  /**
   * The prompt was accepted and has this many tokens, of which some were already computed.
   *
   * @param usage until then: of the prompt alone
   * @param answeredTokens of the answer that the request brought along: the next token to come is
   *     the one after these
   * @param heedful whether the worker knows all that a request may demand. One that is older than
   *     {@link dev.spillway.contracts.chat.Demands} does not refuse what it cannot do, and must not
   *     answer where anything is demanded ({@link GenerateRequest#isDemanding}).
   */
  record Started(Usage usage, int answeredTokens, boolean heedful) implements GenerateEvent {

    /** Nothing is kept at a price. */
    public Started(int promptTokens, int cachedTokens, int answeredTokens) {
      this(new Usage(promptTokens, cachedTokens, 0), answeredTokens, true);
    }

    /** Of an answer that begins here. */
    public Started(int promptTokens, int cachedTokens) {
      this(promptTokens, cachedTokens, 0);
    }
  }

  /**
   * One generated token. The token that ends the turn is reported too, with empty text.
   *
   * @param id {@link #NO_ID} where an engine does not tell it
   * @param logprob natural logarithm of the probability the model gave it, before penalties,
   *     temperature and top-p; NaN where an engine does not tell it
   * @param text what became certain with it: empty while a character or a stop string may be
   *     incomplete, and where it is part of a call
   * @param top the most probable tokens in its place, most probable first, as many as the request
   *     asked for
   */
  record Token(int id, float logprob, String text, List<Alternative> top) implements GenerateEvent {
    public static final int NO_ID = -1;

    public Token {
      top = List.copyOf(top);
    }

    /** The chosen one alone is told. */
    public Token(int id, float logprob, String text) {
      this(id, logprob, text, List.of());
    }
  }

  /**
   * More of a tool's call. The first of an index has the call's id and name; what they add to its
   * arguments makes JSON text together, in order. Calls come one after another: when one begins,
   * nothing is added to those before. It is no token: those that it was made of are told as tokens
   * without text.
   *
   * @param index of the call in the answer, from 0
   * @param id empty after the first
   * @param name empty after the first
   */
  record Call(int index, String id, String name, String arguments) implements GenerateEvent {}

  /**
   * More of what a model thinks before it answers, where an engine tells it. It is no part of the
   * answer: nobody judges it, and it is not what a model goes on with. Some engines want to see it
   * again, unchanged, with what came of the tools that the answer wanted used.
   */
  sealed interface Thought extends GenerateEvent {

    /**
     * In words.
     *
     * @param text never empty
     */
    record Told(String text) implements Thought {}

    /**
     * What was told since the last of these is whole, though it may be nothing.
     *
     * @param signature by which the engine knows it again
     */
    record Signed(String signature) implements Thought {}

    /**
     * What nobody but the engine can read.
     *
     * @param data as the engine wants to see it again
     */
    record Hidden(String data) implements Thought {}
  }

  /**
   * The end.
   *
   * @param tail text that was held back and turned out to belong to the answer
   * @param stop the stop string that ended it, if one did
   */
  record Finished(FinishReason reason, String tail, Usage usage, Optional<String> stop)
      implements GenerateEvent {

    /** No stop string ended it. */
    public Finished(FinishReason reason, String tail, Usage usage) {
      this(reason, tail, usage, Optional.empty());
    }
  }
}
