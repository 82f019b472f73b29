package dev.spillway.cache.similar;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Numbers, units and signs of arithmetic in the order in which they stand, however they are
 * written: "twenty-five miles" and "25 mi" are the same two.
 */
final class Quantities {
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(?:[.,:]\\d+)*");
  private static final Pattern THOUSANDS = Pattern.compile("\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?");
  private static final Pattern WHOLE = Pattern.compile("0|[1-9]\\d*");
  private static final Pattern ORDINAL = Pattern.compile("(\\d+)(?:st|nd|rd|th)");
  private static final Pattern MEASURE = Pattern.compile("(\\d+(?:[.,]\\d+)*)(%|°|[a-z]{1,3})");
  private static final int SHORT_UNIT = 2;

  private static final Map<String, Integer> WORDS =
      Map.ofEntries(
          Map.entry("zero", 0),
          Map.entry("two", 2),
          Map.entry("three", 3),
          Map.entry("four", 4),
          Map.entry("five", 5),
          Map.entry("six", 6),
          Map.entry("seven", 7),
          Map.entry("eight", 8),
          Map.entry("nine", 9),
          Map.entry("ten", 10),
          Map.entry("eleven", 11),
          Map.entry("twelve", 12),
          Map.entry("thirteen", 13),
          Map.entry("fourteen", 14),
          Map.entry("fifteen", 15),
          Map.entry("sixteen", 16),
          Map.entry("seventeen", 17),
          Map.entry("eighteen", 18),
          Map.entry("nineteen", 19),
          Map.entry("twenty", 20),
          Map.entry("thirty", 30),
          Map.entry("forty", 40),
          Map.entry("fifty", 50),
          Map.entry("sixty", 60),
          Map.entry("seventy", 70),
          Map.entry("eighty", 80),
          Map.entry("ninety", 90));

  private static final Map<String, Integer> SCALES =
      Map.of("hundred", 100, "thousand", 1_000, "million", 1_000_000, "billion", 1_000_000_000);

  private static final Map<String, String> OTHERS =
      Map.ofEntries(
          Map.entry("first", "1."),
          Map.entry("second", "2."),
          Map.entry("third", "3."),
          Map.entry("fourth", "4."),
          Map.entry("fifth", "5."),
          Map.entry("sixth", "6."),
          Map.entry("seventh", "7."),
          Map.entry("eighth", "8."),
          Map.entry("ninth", "9."),
          Map.entry("tenth", "10."),
          Map.entry("once", "1x"),
          Map.entry("twice", "2x"),
          Map.entry("double", "2x"),
          Map.entry("triple", "3x"),
          Map.entry("half", "1/2"),
          Map.entry("quarter", "1/4"),
          Map.entry("both", "2"),
          Map.entry("plus", "+"),
          Map.entry("minus", "-"),
          Map.entry("times", "*"),
          Map.entry("×", "*"),
          Map.entry("÷", "/"),
          Map.entry("squared", "^2"),
          Map.entry("cubed", "^3"));

  private final List<String> found = new ArrayList<>();

  /** A number of several words, so far. */
  private Optional<BigDecimal> open = Optional.empty();

  private boolean afterNumber;

  /** The next word, in lower case. False if it is none of this. */
  boolean take(String word) {
    boolean after = afterNumber || open.isPresent();
    afterNumber = false;
    if (WORDS.containsKey(word)) {
      extend(BigDecimal.valueOf(WORDS.get(word)));
      return true;
    }
    if (SCALES.containsKey(word)) {
      open =
          Optional.of(open.orElse(BigDecimal.ONE).multiply(BigDecimal.valueOf(SCALES.get(word))));
      return true;
    }
    if (NUMBER.matcher(word).matches()) {
      number(word);
      return true;
    }
    close();
    var measure = MEASURE.matcher(word);
    if (measure.matches() && Lexicon.UNITS.containsKey(measure.group(2))) {
      found.add(plain(measure.group(1)));
      found.add(unit(measure.group(2)));
      return true;
    }
    var ordinal = ORDINAL.matcher(word);
    if (ordinal.matches()) {
      found.add(ordinal.group(1) + ".");
      return true;
    }
    if (OTHERS.containsKey(word) || isSign(word)) {
      found.add(OTHERS.getOrDefault(word, unit(word)));
      return true;
    }
    if (Lexicon.UNITS.containsKey(word) && (after || word.length() > SHORT_UNIT)) {
      found.add(unit(word));
      return true;
    }
    return false;
  }

  /** All, when every word was taken. */
  List<String> found() {
    close();
    return List.copyOf(found);
  }

  /** "Twenty" and "five" are one number, "five" and "six" are two. */
  private void extend(BigDecimal value) {
    boolean joins =
        open.isPresent()
            && open.get().remainder(BigDecimal.TEN).signum() == 0
            && open.get().signum() > 0
            && value.compareTo(BigDecimal.TEN.max(lowest(open.get()))) < 0;
    if (!joins) {
      close();
    }
    open = Optional.of(open.orElse(BigDecimal.ZERO).add(value));
  }

  /** What may be added without a carry: below 100 after hundreds, below 10 after tens. */
  private static BigDecimal lowest(BigDecimal number) {
    return BigDecimal.TEN.pow(number.stripTrailingZeros().scale() * -1);
  }

  private void number(String digits) {
    close();
    var plain = plain(digits);
    if (WHOLE.matcher(plain).matches()) {
      // A scale may follow: "5 million".
      open = Optional.of(new BigDecimal(plain));
    } else {
      found.add(plain);
      afterNumber = true;
    }
  }

  private static String plain(String digits) {
    return THOUSANDS.matcher(digits).matches() ? digits.replace(",", "") : digits;
  }

  private void close() {
    open.ifPresent(number -> found.add(number.toPlainString()));
    open = Optional.empty();
  }

  private static boolean isSign(String word) {
    return !Character.isLetterOrDigit(word.codePointAt(0));
  }

  private static String unit(String name) {
    return Lexicon.UNITS.getOrDefault(name, name);
  }
}
