package dev.spillway.cache.similar;

import java.util.List;
import java.util.Set;

/**
 * A word without the endings of its forms, as far as that can be seen from its letters. Crude where
 * it does no harm: two words that come to the same stem count as one.
 */
final class Stems {
  private static final List<String> ENDINGS = List.of("ing", "ies", "es", "ed", "s");

  /** Look as if they had an ending. */
  private static final Set<String> WHOLE =
      Set.of(
          "news",
          "species",
          "series",
          "ios",
          "macos",
          "always",
          "gas",
          "bus",
          "status",
          "less",
          "loss",
          "pass",
          "class",
          "process",
          "access",
          "address",
          "string",
          "thing",
          "king",
          "ring",
          "spring",
          "morning",
          "evening",
          "during",
          "nothing",
          "something",
          "anything",
          "everything",
          "need",
          "speed",
          "red",
          "bed",
          "united",
          "hundred",
          "https",
          "dns",
          "aws",
          "sms",
          "gps",
          "css",
          "js",
          "this",
          "us",
          "yes",
          "plus",
          "minus",
          "physics",
          "mathematics",
          "politics",
          "economics");

  private static final int SHORTEST = 3;

  private Stems() {}

  static String of(String word) {
    if (WHOLE.contains(word)) {
      return word;
    }
    for (var ending : ENDINGS) {
      int length = word.length() - ending.length();
      if (word.endsWith(ending) && length >= SHORTEST && !word.endsWith("ss")) {
        var stem = word.substring(0, length);
        return ending.equals("ies") ? stem + "y" : bare(stem);
      }
    }
    return bare(word);
  }

  /** Without the e that forms drop, and the consonant that they double. */
  private static String bare(String stem) {
    int last = stem.length() - 1;
    if (last < SHORTEST) {
      return stem;
    }
    char end = stem.charAt(last);
    boolean doubled = end == stem.charAt(last - 1) && "bdgklmnprt".indexOf(end) >= 0;
    return end == 'e' || doubled ? stem.substring(0, last) : stem;
  }
}
