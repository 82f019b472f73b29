package dev.spillway.gateway.sharing;

import dev.spillway.contracts.chat.ChatMessage;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Digests of messages with which dialogues begin. */
final class Beginning {
  /** The longest that is shared, in characters: digests are made on the event loop. */
  static final int MOST_CHARACTERS = 1 << 16;

  private Beginning() {}

  /**
   * SHA-256 over roles and contents, each preceded by its length and char by char: nobody can make
   * two lists of messages with the same digest.
   */
  static String digest(List<ChatMessage> messages) {
    var digest = sha256();
    for (var message : messages) {
      add(digest, message.role().wireName());
      add(digest, message.content());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static long characters(List<ChatMessage> messages) {
    return messages.stream().mapToLong(message -> message.content().length()).sum();
  }

  private static void add(MessageDigest digest, String text) {
    var bytes = ByteBuffer.allocate(Integer.BYTES + Character.BYTES * text.length());
    bytes.putInt(text.length()).asCharBuffer().put(text);
    digest.update(bytes.array());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
