package dev.spillway.router.routing;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What can be counted in a reply whatever it is about.
 *
 * @param logLength logarithm of its length
 * @param logLines of its lines
 * @param logNumbers of the numbers in it
 * @param unmarked 1 where it does not say which part of it is the answer
 * @param unfinished 1 where it breaks off: its last line ends no sentence and marks no answer
 * @param fractional 1 where the answer is a number with decimals
 * @param decimals share of its numbers that have decimals
 * @param used share of the question's numbers that it takes up
 * @param logRight of the sums in it that hold
 * @param logWrong of those that do not
 */
record ReplyShape(
    double logLength,
    double logLines,
    double logNumbers,
    double unmarked,
    double unfinished,
    double fractional,
    double decimals,
    double used,
    double logRight,
    double logWrong) {

  /** How many numbers {@link #write} writes. */
  static final int COUNT = 11;

  private static final int TAIL = 4_096;
  private static final String ENDS = ".!?)]}`*\"'";
  private static final Pattern NUMBER = Pattern.compile("\\d[\\d,]*+(?:\\.\\d++)?+");

  static ReplyShape of(String question, String reply, Optional<FinalAnswer> answer) {
    var tail = reply.substring(Math.max(0, reply.length() - TAIL));
    var asked = numbers(question.substring(0, Math.min(TAIL, question.length())));
    var said = numbers(tail);
    var sums = Arithmetic.of(tail);
    long decimals = said.stream().filter(number -> number.contains(".")).count();
    long used = asked.stream().filter(said::contains).count();
    return new ReplyShape(
        Math.log1p(reply.length()),
        Math.log1p((double) reply.chars().filter(c -> c == '\n').count()),
        Math.log1p(said.size()),
        flag(answer.filter(FinalAnswer::marked).isEmpty()),
        flag(unfinished(reply)),
        flag(answer.filter(found -> fractional(found.text())).isPresent()),
        (double) decimals / Math.max(1, said.size()),
        (double) used / Math.max(1, asked.size()),
        Math.log1p(sums.right()),
        Math.log1p(sums.wrong()));
  }

  /** Writes {@value #COUNT} numbers. */
  void write(double[] to, int at) {
    double[] numbers = {
      logLength,
      logLength * logLength,
      logLines,
      logNumbers,
      unmarked,
      unfinished,
      fractional,
      decimals,
      used,
      logRight,
      logWrong,
    };
    System.arraycopy(numbers, 0, to, at, COUNT);
  }

  private static Set<String> numbers(String text) {
    var numbers = new HashSet<String>();
    var matcher = NUMBER.matcher(text);
    while (matcher.find()) {
      numbers.add(matcher.group().replace(",", ""));
    }
    return numbers;
  }

  private static boolean unfinished(String reply) {
    int end = reply.length();
    while (end > 0 && Character.isWhitespace(reply.charAt(end - 1))) {
      end--;
    }
    return end == 0
        || (ENDS.indexOf(reply.charAt(end - 1)) < 0 && !lastLine(reply, end).contains("####"));
  }

  private static String lastLine(String reply, int end) {
    return reply.substring(reply.lastIndexOf('\n', end - 1) + 1, end);
  }

  private static boolean fractional(String answer) {
    int point = answer.indexOf('.');
    return point >= 0
        && answer.chars().skip(point + 1L).anyMatch(c -> c >= '1' && c <= '9')
        && answer.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.' || c == '-');
  }

  private static double flag(boolean set) {
    return set ? 1 : 0;
  }
}
