package dev.spillway.contracts.worker;

/** What a worker says while it generates; see {@link Worker} for the order. */
public sealed interface GenerateEvent {

  /**
   * The prompt was accepted and has this many tokens, of which some were already computed.
   *
   * @param answeredTokens of the answer that the request brought along: the next token to come is
   *     the one after these
   */
  record Started(int promptTokens, int cachedTokens, int answeredTokens) implements GenerateEvent {

    /** Of an answer that begins here. */
    public Started(int promptTokens, int cachedTokens) {
      this(promptTokens, cachedTokens, 0);
    }
  }

  /**
   * One generated token. The token that ends the turn is reported too, with empty text.
   *
   * @param logprob natural logarithm of the probability the model gave it, before temperature and
   *     top-p
   * @param text what became certain with it: empty while a character or a stop string may be
   *     incomplete
   */
  record Token(int id, float logprob, String text) implements GenerateEvent {}

  /**
   * The end.
   *
   * @param tail text that was held back and turned out to belong to the answer
   */
  record Finished(FinishReason reason, String tail, Usage usage) implements GenerateEvent {}
}
