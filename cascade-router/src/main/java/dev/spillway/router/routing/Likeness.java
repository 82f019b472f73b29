package dev.spillway.router.routing;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How much two answers to one question have in common, from 0 to 1.
 *
 * <p>Where both come down to a number, a letter of choice or what they say is their answer, that
 * decides: 1 or 0. Else it is the mean of how many words they share (F1 over words, as SQuAD has
 * it: Rajpurkar et al. 2016) and how many in the same order (F1 over the longest common
 * subsequence, ROUGE-L: Lin 2004), of the first {@value #MOST} words. Case and punctuation do not
 * count.
 */
public final class Likeness {
  /** A few hundred thousand comparisons at most: less than a millisecond. */
  private static final int MOST = 512;

  private static final int SHORT = 48;
  private static final Pattern DECISIVE = Pattern.compile("-?\\d+(?:\\.\\d+)?%?|[a-z]");
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

  private Likeness() {}

  public static double of(String one, String other) {
    var mine = decisive(one);
    var theirs = decisive(other);
    if (mine.isPresent() && theirs.isPresent()) {
      return mine.equals(theirs) ? 1 : 0;
    }
    var words = words(one);
    var others = words(other);
    if (words.isEmpty() || others.isEmpty()) {
      return one.strip().equals(other.strip()) ? 1 : 0;
    }
    double length = (words.size() + others.size()) / 2.0;
    return (shared(words, others) + inOrder(words, others)) / (2 * length);
  }

  private static Optional<String> decisive(String reply) {
    return FinalAnswer.of(reply)
        .filter(
            answer ->
                answer.marked()
                    || (reply.strip().length() <= SHORT
                        && DECISIVE.matcher(answer.text()).matches()))
        .map(FinalAnswer::text);
  }

  private static List<String> words(String text) {
    return BETWEEN_WORDS
        .splitAsStream(text.toLowerCase(Locale.ROOT))
        .filter(word -> !word.isEmpty())
        .limit(MOST)
        .toList();
  }

  private static int shared(List<String> one, List<String> other) {
    var left = new HashMap<String, Integer>();
    one.forEach(word -> left.merge(word, 1, Integer::sum));
    int shared = 0;
    for (var word : other) {
      if (left.merge(word, -1, Integer::sum) >= 0) {
        shared++;
      }
    }
    return shared;
  }

  /** Length of the longest common subsequence, row by row. */
  private static int inOrder(List<String> one, List<String> other) {
    int[] row = new int[other.size() + 1];
    for (var word : one) {
      int diagonal = 0;
      for (int i = 1; i <= other.size(); i++) {
        int above = row[i];
        row[i] = word.equals(other.get(i - 1)) ? diagonal + 1 : Math.max(above, row[i - 1]);
        diagonal = above;
      }
    }
    return row[other.size()];
  }
}
