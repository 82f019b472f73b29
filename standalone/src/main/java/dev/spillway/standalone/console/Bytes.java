package dev.spillway.standalone.console;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A size of memory, such as {@code 16G}, {@code 512M} or {@code 65536}. */
public final class Bytes implements ITypeConverter<Long> {
  private static final String SUFFIXES = "KMGT";

  @Override
  public Long convert(String text) {
    var number = text.strip().toUpperCase(Locale.ROOT);
    int suffix = number.isEmpty() ? -1 : SUFFIXES.indexOf(number.charAt(number.length() - 1));
    if (suffix >= 0) {
      number = number.substring(0, number.length() - 1);
    }
    try {
      long bytes = Math.multiplyExact(Long.parseLong(number), 1L << (10 * (suffix + 1)));
      if (bytes > 0) {
        return bytes;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // Said below.
    }
    throw new TypeConversionException(
        "'%s' is no size of memory; write 16G, 512M or a number of bytes".formatted(text));
  }
}
