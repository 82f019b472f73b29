package dev.spillway.router.routing;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a reply comes down to, so that replies in different words can be seen to agree: the value of
 * a JSON field "answer", the content of {@code \boxed{}}, what follows "####" or "the answer is",
 * the whole of a short reply, or else its last number. Case, white space, quotes and currency signs
 * do not count.
 *
 * @param text in the form in which answers are compared
 * @param marked whether the reply says that this is its answer
 */
record FinalAnswer(String text, boolean marked) {
  private static final int SHORT = 48;
  private static final int TAIL = 4_096;

  private static final Pattern JSON =
      Pattern.compile("\"answer\"\\s*:\\s*(\"(?:[^\"\\\\]|\\\\.)*+\"|[^,}\\s]++)");
  private static final Pattern BOXED =
      Pattern.compile("\\\\boxed\\{((?:[^{}]|\\{[^{}]*+\\})*+)\\}");
  private static final Pattern HASHES = Pattern.compile("####\\s*([^\\n]+)");
  private static final Pattern PHRASE =
      Pattern.compile(
          "(?i)answer\\s*(?:is|:)\\s*:?\\s*\\**\\s*(\\([A-Z]\\)|[^\\n]{1,80}?)(?:\\.\\s|\\.?\\s*$|\\n)");
  private static final Pattern NUMBER = Pattern.compile("-?\\d[\\d,]*+(?:\\.\\d++)?+");
  private static final Pattern UNCOUNTED = Pattern.compile("[\\s\"'`*$,()\\\\]");
  private static final Pattern FULL_STOP = Pattern.compile("\\.+$");
  private static final List<Pattern> MARKED = List.of(JSON, BOXED, HASHES, PHRASE);

  /** Empty where a reply comes down to nothing that could be compared. */
  static Optional<FinalAnswer> of(String reply) {
    var tail = reply.substring(Math.max(0, reply.length() - TAIL));
    for (var pattern : MARKED) {
      var found = last(pattern.matcher(tail), 1);
      if (found.isPresent()) {
        return found.map(text -> new FinalAnswer(text, true));
      }
    }
    var found = reply.strip().length() <= SHORT ? plain(reply) : last(NUMBER.matcher(tail), 0);
    return found.map(text -> new FinalAnswer(text, false));
  }

  private static Optional<String> last(Matcher matcher, int group) {
    Optional<String> found = Optional.empty();
    while (matcher.find()) {
      var next = plain(matcher.group(group));
      if (next.isPresent()) {
        found = next;
      }
    }
    return found;
  }

  private static Optional<String> plain(String text) {
    var counted = UNCOUNTED.matcher(text).replaceAll("");
    var plain = FULL_STOP.matcher(counted).replaceAll("").toLowerCase(Locale.ROOT);
    return plain.isEmpty() ? Optional.empty() : Optional.of(plain);
  }
}
