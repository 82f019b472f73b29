package dev.spillway.gateway.decision;

/**
 * Text that PostgreSQL can keep. It knows neither U+0000 nor halves of surrogate pairs, which JSON
 * and models can produce; each becomes U+FFFD.
 */
final class Storable {
  private static final char REPLACEMENT = '\uFFFD';

  private Storable() {}

  static String text(String text) {
    var i = firstUnstorable(text, 0);
    if (i == text.length()) {
      return text;
    }
    var storable = new StringBuilder(text);
    for (; i < text.length(); i = firstUnstorable(text, i + 1)) {
      storable.setCharAt(i, REPLACEMENT);
    }
    return storable.toString();
  }

  private static int firstUnstorable(String text, int from) {
    var i = from;
    while (i < text.length()) {
      var c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i += 2;
      } else if (c == 0 || Character.isSurrogate(c)) {
        return i;
      } else {
        i++;
      }
    }
    return i;
  }
}
