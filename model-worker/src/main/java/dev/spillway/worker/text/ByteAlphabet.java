package dev.spillway.worker.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * GPT-2's printable characters for the 256 bytes (Radford et al., Language Models are Unsupervised
 * Multitask Learners, 2019; {@code bytes_to_unicode} in its encoder): a printable Latin-1 character
 * stands for itself, every other byte for the next of U+0100, U+0101, and so on. Vocabularies and
 * merges are written in it.
 */
final class ByteAlphabet {
  private static final int BYTES = 256;
  private static final char[] SYMBOLS = symbols();
  private static final int[] VALUES = values();

  private ByteAlphabet() {}

  static char symbol(byte value) {
    return SYMBOLS[Byte.toUnsignedInt(value)];
  }

  /** The bytes a token stands for. A token outside the alphabet stands for its own UTF-8. */
  static byte[] bytes(String token) {
    var out = new ByteArrayOutputStream(token.length());
    for (int i = 0; i < token.length(); i++) {
      char symbol = token.charAt(i);
      if (symbol >= VALUES.length || VALUES[symbol] < 0) {
        return token.getBytes(StandardCharsets.UTF_8);
      }
      out.write(VALUES[symbol]);
    }
    return out.toByteArray();
  }

  private static char[] symbols() {
    var symbols = new char[BYTES];
    char next = BYTES;
    for (char value = 0; value < BYTES; value++) {
      boolean printable =
          (value >= '!' && value <= '~') || (value >= 0xA1 && value <= 0xFF && value != 0xAD);
      symbols[value] = printable ? value : next++;
    }
    return symbols;
  }

  private static int[] values() {
    var values = new int[2 * BYTES];
    Arrays.fill(values, -1);
    for (int value = 0; value < BYTES; value++) {
      values[SYMBOLS[value]] = value;
    }
    return values;
  }
}
