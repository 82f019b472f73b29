package dev.spillway.worker.grammar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How characters are written in a JSON string that must have a certain content: as themselves, in
 * UTF-8, and only what must be escaped is escaped, in one way. So one content has one spelling.
 */
final class Spelling {
  private static final int CONTROLS = 0x20;
  private static final Map<Integer, String> SHORT =
      Map.of(
          (int) '"', "\\\"",
          (int) '\\', "\\\\",
          (int) '\b', "\\b",
          (int) '\t', "\\t",
          (int) '\n', "\\n",
          (int) '\f', "\\f",
          (int) '\r', "\\r");
  private static final CodePoints PLAIN =
      CodePoints.range(CONTROLS, Character.MAX_CODE_POINT)
          .minus(CodePoints.range('"', '"'))
          .minus(CodePoints.range('\\', '\\'))
          .minus(CodePoints.range(Character.MIN_SURROGATE, Character.MAX_SURROGATE));
  private static final int[] LAST_OF_LENGTH = {0x7F, 0x7FF, 0xFFFF, Character.MAX_CODE_POINT};

  private Spelling() {}

  /** A text as a JSON string, quotes included. */
  static byte[] quoted(String text) {
    var json = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                throw new Unusable("it has half a surrogate pair, which UTF-8 cannot write");
              }
              var escaped = escaped(c);
              json.append(escaped == null ? Character.toString(c) : escaped);
            });
    return json.append('"').toString().getBytes(StandardCharsets.UTF_8);
  }

  /** One character of a set, from a state to another. */
  static void add(Nfa nfa, int from, CodePoints points, int to) {
    for (var range : points.minus(PLAIN).ranges()) {
      for (int c = range.first(); c <= range.last() && c <= '\\'; c++) {
        var escaped = escaped(c);
        if (escaped != null) {
          nfa.free(nfa.chain(from, escaped.getBytes(StandardCharsets.UTF_8)), to);
        }
      }
    }
    for (var range : points.and(PLAIN).ranges()) {
      int first = range.first();
      for (int last : LAST_OF_LENGTH) {
        if (first <= Math.min(last, range.last())) {
          bytes(nfa, from, utf8(first), utf8(Math.min(last, range.last())), to);
          first = last + 1;
        }
      }
    }
  }

  private static @Nullable String escaped(int c) {
    return c < CONTROLS && !SHORT.containsKey(c) ? "\\u%04x".formatted(c) : SHORT.get(c);
  }

  private static byte[] utf8(int codePoint) {
    return Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
  }

  /** Sequences of one length in order, from one to another, of which each is a character. */
  private static void bytes(Nfa nfa, int from, byte[] first, byte[] last, int to) {
    int low = Byte.toUnsignedInt(first[0]);
    int high = Byte.toUnsignedInt(last[0]);
    if (first.length == 1) {
      nfa.on(from, low, high, to);
      return;
    }
    var restFirst = Arrays.copyOfRange(first, 1, first.length);
    var restLast = Arrays.copyOfRange(last, 1, last.length);
    if (low == high) {
      bytes(nfa, step(nfa, from, low, low), restFirst, restLast, to);
      return;
    }
    var lowest = filled(restFirst.length, 0x80);
    var highest = filled(restFirst.length, 0xBF);
    if (!Arrays.equals(restFirst, lowest)) {
      bytes(nfa, step(nfa, from, low, low), restFirst, highest, to);
      low++;
    }
    if (!Arrays.equals(restLast, highest)) {
      bytes(nfa, step(nfa, from, high, high), lowest, restLast, to);
      high--;
    }
    if (low <= high) {
      bytes(nfa, step(nfa, from, low, high), lowest, highest, to);
    }
  }

  private static int step(Nfa nfa, int from, int first, int last) {
    int next = nfa.state();
    nfa.on(from, first, last, next);
    return next;
  }

  private static byte[] filled(int length, int value) {
    var bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
