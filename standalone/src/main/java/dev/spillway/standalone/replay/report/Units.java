package dev.spillway.standalone.replay.report;

import java.util.Locale;

/** Numbers for people: three digits that count. */
final class Units {
  private static final String[] SUFFIXES = {"", "k", "M", "G", "T"};

  private Units() {}

  /** A time. */
  static String seconds(double seconds) {
    if (seconds == 0) {
      return "0";
    }
    if (seconds < 0.9995e-3) {
      return digits(seconds * 1e6) + " us";
    }
    return seconds < 0.9995 ? digits(seconds * 1e3) + " ms" : digits(seconds) + " s";
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  static String count(double number) {
    double shown = number;
    int suffix = 0;
    while (Math.abs(shown) >= 99_950 && suffix < SUFFIXES.length - 1) {
      shown /= 1000;
      suffix++;
    }
    return digits(shown) + SUFFIXES[suffix];
  }

  /** Three digits that count, without an exponent. */
  static String digits(double number) {
    double size = Math.abs(number);
    if (number == Math.rint(number) && size < 1e9) {
      return String.format(Locale.ROOT, "%.0f", number);
    }
    int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", number);
  }
}
