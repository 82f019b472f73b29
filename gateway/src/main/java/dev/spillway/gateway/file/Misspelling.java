package dev.spillway.gateway.file;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody may have meant who wrote a word that there is not. */
final class Misspelling {
  private static final int SHOWN = 24;

  private Misspelling() {}

  /** The end of a message about a word. */
  static String hint(String word, Collection<String> known) {
    return meant(word, known)
        .map("did you mean %s?"::formatted)
        .orElseGet(
            () ->
                known.size() > SHOWN
                    ? "docs/reference.md lists them"
                    : "there are: " + String.join(", ", known.stream().sorted().toList()));
  }

  private static Optional<String> meant(String word, Collection<String> known) {
    var plain = plain(word);
    return known.stream()
        .filter(each -> distance(plain, plain(each)) <= Math.max(1, plain.length() / 3))
        .min(
            Comparator.comparingInt((String each) -> distance(plain, plain(each)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Case, hyphens and underscores are the likeliest to be mixed up. */
  private static String plain(String word) {
    return word.toLowerCase(java.util.Locale.ROOT).replace("-", "").replace("_", "");
  }

  /** Levenshtein's, with a swap of neighbours as one step (Damerau 1964). */
  private static int distance(String one, String other) {
    var rows = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        rows[i][j] = i == 0 ? j : j == 0 ? i : step(rows, one, other, i, j);
      }
    }
    return rows[one.length()][other.length()];
  }

  private static int step(int[][] rows, String one, String other, int i, int j) {
    boolean same = one.charAt(i - 1) == other.charAt(j - 1);
    int least =
        Math.min(rows[i - 1][j - 1] + (same ? 0 : 1), Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
    boolean swapped =
        i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1);
    return swapped ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
  }
}
