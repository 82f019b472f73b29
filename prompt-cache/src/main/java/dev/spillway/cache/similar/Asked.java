package dev.spillway.cache.similar;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What kind of answer a question wants, by its first question word: two that want different kinds
 * are not the same question, whatever else they share.
 */
enum Asked {
  /** Does not say, as "Explain this": where it could be one of the next two it may be. */
  SOMETHING,
  WHAT,
  HOW,
  WHO,
  WHEN,
  WHERE,
  WHY,
  HOW_MUCH,
  YES_OR_NO;

  private static final Map<String, Asked> WORDS =
      Map.of(
          "what", WHAT, "which", WHAT, "who", WHO, "whom", WHO, "whose", WHO, "when", WHEN, "where",
          WHERE, "why", WHY, "how", HOW);

  /** After "how" they want a measure. */
  private static final Set<String> MEASURES =
      Set.of(
          "many",
          "much",
          "long",
          "old",
          "far",
          "often",
          "big",
          "large",
          "tall",
          "high",
          "deep",
          "fast",
          "soon",
          "late",
          "early",
          "heavy",
          "wide",
          "expensive",
          "hot",
          "cold",
          "good",
          "bad",
          "hard",
          "strong",
          "close",
          "likely",
          "safe",
          "small");

  private static final Set<String> AUXILIARIES =
      Set.of(
          "is", "are", "am", "was", "were", "do", "does", "did", "can", "could", "may", "might",
          "shall", "should", "will", "would", "must", "has", "have", "had");

  /**
   * @param words in lower case, without what only asks politely
   */
  static Asked of(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      var asked = WORDS.get(words.get(i));
      if (asked == HOW && i + 1 < words.size() && MEASURES.contains(words.get(i + 1))) {
        return HOW_MUCH;
      }
      if (asked != null) {
        return asked;
      }
    }
    return !words.isEmpty() && AUXILIARIES.contains(words.getFirst()) ? YES_OR_NO : SOMETHING;
  }

  boolean mayBe(Asked other) {
    return this == other
        || (this == SOMETHING && (other == WHAT || other == HOW))
        || (other == SOMETHING && (this == WHAT || this == HOW));
  }
}
