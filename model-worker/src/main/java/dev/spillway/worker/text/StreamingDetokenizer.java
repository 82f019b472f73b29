package dev.spillway.worker.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns the tokens of one answer into text as they come. A token may end inside a character, so
 * text appears only when its UTF-8 is complete: joined, the pieces are the text of all bytes
 * together, and no piece ends inside a character. Bytes that can belong to no character become
 * U+FFFD. For one answer and one thread.
 */
public final class StreamingDetokenizer {
  private static final int LONGEST_CHARACTER = 4;

  private final Vocabulary vocabulary;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  /** The beginning of a character; ready to be written to. */
  private final ByteBuffer incomplete = ByteBuffer.allocate(LONGEST_CHARACTER);

  StreamingDetokenizer(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** The text that is complete with this token; control tokens have none. */
  public String feed(int token) {
    return decode(vocabulary.bytes(token), false);
  }

  /** What is left when no token follows: U+FFFD for an incomplete character, or nothing. */
  public String finish() {
    return decode(new byte[0], true);
  }

  private String decode(byte[] more, boolean last) {
    incomplete.flip();
    var in = ByteBuffer.allocate(incomplete.remaining() + more.length);
    in.put(incomplete).put(more).flip();
    var out = CharBuffer.allocate(in.remaining() + 1);
    decoder.decode(in, out, last);
    incomplete.clear();
    incomplete.put(in);
    return out.flip().toString();
  }
}
