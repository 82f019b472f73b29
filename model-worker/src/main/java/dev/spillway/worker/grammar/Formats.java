package dev.spillway.worker.grammar;

import java.util.Map;
import java.util.TreeSet;

/** The formats of strings that are kept to, as regular expressions. */
final class Formats {
  // Years, months and days that are in the calendar, from the year 1000: many readers have no year
  // 0.
  private static final String LEAP_YEAR =
      "([1-9][0-9](0[48]|[2468][048]|[13579][26])|([2468][048]|[13579][26])00)";
  private static final String DATE =
      "([1-9][0-9]{3}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
          + "|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|"
          + LEAP_YEAR
          + "-02-29)";
  private static final String CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]";
  private static final String TIME = CLOCK + ":[0-5][0-9](\\.[0-9]{1,6})?(Z|[+-]" + CLOCK + ")";
  private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?";
  private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

  private static final Map<String, String> ALL =
      Map.of(
          "date", DATE,
          "time", TIME,
          "date-time", DATE + "T" + TIME,
          "uuid", "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
          "email", "[a-zA-Z0-9_+-]+(\\.[a-zA-Z0-9_+-]+)*@" + LABEL + "(\\." + LABEL + ")+",
          "hostname", LABEL + "(\\." + LABEL + ")*",
          "ipv4", BYTE + "(\\." + BYTE + "){3}");

  private Formats() {}

  /**
   * @throws Unusable it is not known
   */
  static Dfa content(String format, Work work) {
    var regex = ALL.get(format);
    if (regex == null) {
      throw new Unusable(
          "the format '%s' is not supported; supported: %s"
              .formatted(format, String.join(", ", new TreeSet<>(ALL.keySet()))));
    }
    return RegexParser.parse(regex).exactly(work);
  }
}
