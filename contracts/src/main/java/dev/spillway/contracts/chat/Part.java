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
   * A document that is more than text, as a PDF is. Whoever answers fetches it; a gateway never
   * does.
   *
   * @param url https, or a data URL with the document itself
   * @param title as the client named it, perhaps a file's name; empty where it did not
   * @param context what is to be known of the document; empty where the client said nothing
   */
  record Document(String url, String title, String context) implements Part {}

  /**
   * Something to listen to.
   *
   * @param data in Base64
   * @param format what is encoded so, as {@code wav} or {@code mp3}
   */
  record Sound(String data, String format) implements Part {}

  /**
   * What a model thought before it said the rest. The engine that told it wants to see it again as
   * it was; nobody else reads it.
   *
   * @param block with the engine's signature, in Anthropic's format, as JSON text
   */
  record Thought(String block) implements Part {}
}
