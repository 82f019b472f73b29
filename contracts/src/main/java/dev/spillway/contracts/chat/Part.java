package dev.spillway.contracts.chat;

/** What a {@link ChatMessage} is made of, in the order in which it is read. */
public sealed interface Part {

  /**
   * Words.
   *
   * @param text may be empty
   */
  record Text(String text) implements Part {}

  /**
   * A picture. Whoever answers fetches it; a gateway never does.
   *
   * @param url https, or a data URL with the picture itself
   * @param detail how closely it is looked at, as the client wrote it; empty where it did not say
   */
  record Image(String url, String detail) implements Part {}

  /**
   * What a model thought before it said the rest. The engine that told it wants to see it again as
   * it was; nobody else reads it.
   *
   * @param block with the engine's signature, in Anthropic's format, as JSON text
   */
  record Thought(String block) implements Part {}
}
