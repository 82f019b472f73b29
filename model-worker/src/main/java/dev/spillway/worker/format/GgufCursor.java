package dev.spillway.worker.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads a file from front to back. Nothing is believed: a count or a length is compared with what
 * is left of the file before anything of that size is made.
 */
final class GgufCursor {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final String file;
  private final MemorySegment bytes;
  private long position;

  GgufCursor(String file, MemorySegment bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  long position() {
    return position;
  }

  byte int8(String what) {
    return bytes.get(ValueLayout.JAVA_BYTE, advance(1, what));
  }

  short int16(String what) {
    return bytes.get(SHORT, advance(2, what));
  }

  int int32(String what) {
    return bytes.get(INT, advance(4, what));
  }

  long int64(String what) {
    return bytes.get(LONG, advance(8, what));
  }

  /**
   * A number of things to come.
   *
   * @param atLeast bytes that each of them takes in the file
   * @param most how many make sense at all
   */
  int count(String what, long atLeast, int most) {
    long count = int64("the number of " + what);
    if (count < 0 || count > most) {
      throw fail(
          "it claims %s %s; at most %d are allowed"
              .formatted(Long.toUnsignedString(count), what, most));
    }
    if (count > remaining() / atLeast) {
      throw fail("it claims %d %s, more than the file has room for".formatted(count, what));
    }
    return (int) count;
  }

  /** Text with its length before it. Bytes that are not UTF-8 become U+FFFD. */
  String string(String what, int longest) {
    int length = count("bytes of " + what, 1, longest);
    var content = new byte[length];
    MemorySegment.copy(
        bytes, ValueLayout.JAVA_BYTE, advance(length, what), content, 0, content.length);
    return new String(content, StandardCharsets.UTF_8);
  }

  GgufException fail(String reason) {
    return new GgufException(file, reason);
  }

  private long remaining() {
    return bytes.byteSize() - position;
  }

  private long advance(long size, String what) {
    if (size > remaining()) {
      throw fail("the file ends at byte %d, inside %s".formatted(bytes.byteSize(), what));
    }
    long at = position;
    position += size;
    return at;
  }
}
