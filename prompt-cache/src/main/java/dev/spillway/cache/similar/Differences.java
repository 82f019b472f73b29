package dev.spillway.cache.similar;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Says why two questions that look alike must not have the same answer.
 *
 * <p>An embedding tells what a text is about, and hardly whether it says so or says the opposite:
 * by MiniLM "How do I enable 2FA?" is nearer to "How do I disable 2FA?" than to "How can I turn on
 * 2FA?". Caches that go by nearness alone are known for that. So this reads the words, and lets two
 * questions pass only where they differ in how something is asked: politeness, articles,
 * prepositions that hardly carry meaning, endings, contractions, and words of which a list says
 * that they may stand for each other. Every other word must be in both, in the same order, and both
 * must want the same kind of answer. That refuses most true paraphrases, and is meant to: what is
 * refused is computed, what is let through wrongly is a wrong answer.
 *
 * <p>It knows English. Of other languages it lets through what differs in case, punctuation and
 * white space alone.
 */
public final class Differences {
  /** Longer questions hold more than can be compared like this. */
  static final int MAX_CHARACTERS = 500;

  private static final Set<String> NEGATIONS =
      Set.of(
          "not", "no", "never", "none", "nothing", "nobody", "nowhere", "without", "neither", "nor",
          "except", "unless", "hardly", "barely", "non");

  private static final Set<String> PAST = Set.of("was", "were", "did", "had");

  /** Behind these "you" and "one" are whoever asks. */
  private static final Set<String> BEFORE_ANYBODY =
      Set.of("do", "does", "can", "could", "would", "should", "did");

  /** What two questions differ in. */
  public enum Difference {
    NEGATION,
    /** Numbers, units, or signs of arithmetic. */
    QUANTITY,
    NAME,
    /** What is quoted or looks like code. */
    LITERAL,
    /** The kind of answer that they want. */
    QUESTION,
    TENSE,
    OPPOSITE,
    /** The same words in another order. */
    ORDER,
    /** What they are about. */
    CONTENT
  }

  private Differences() {}

  /** Whether a question is one that can be compared: short, and on one line. */
  public static boolean canCompare(String question) {
    return !question.isBlank()
        && question.length() <= MAX_CHARACTERS
        && question.strip().lines().count() == 1;
  }

  /** Why the answer to one cannot be that to the other; empty if nothing is found. */
  public static Optional<Difference> between(String one, String other) {
    var a = Wording.of(one);
    var b = Wording.of(other);
    if (count(a, NEGATIONS) != count(b, NEGATIONS)) {
      return Optional.of(Difference.NEGATION);
    }
    if (!a.literals().equals(b.literals())) {
      return Optional.of(Difference.LITERAL);
    }
    if (!a.quantities().equals(b.quantities())) {
      return Optional.of(Difference.QUANTITY);
    }
    var names = new HashSet<>(a.names());
    names.addAll(b.names());
    if (!only(a, names).equals(only(b, names))) {
      return Optional.of(Difference.NAME);
    }
    if (!Asked.of(a.words()).mayBe(Asked.of(b.words()))) {
      return Optional.of(Difference.QUESTION);
    }
    if ((count(a, PAST) > 0) != (count(b, PAST) > 0)) {
      return Optional.of(Difference.TENSE);
    }
    return content(content(a.words(), names), content(b.words(), names));
  }

  private static Optional<Difference> content(List<String> a, List<String> b) {
    if (a.equals(b)) {
      return Optional.empty();
    }
    var onlyInA = without(a, b);
    var onlyInB = without(b, a);
    if (onlyInA.isEmpty() && onlyInB.isEmpty()) {
      return Optional.of(Difference.ORDER);
    }
    boolean opposite =
        onlyInA.stream()
            .anyMatch(word -> onlyInB.stream().anyMatch(w -> Lexicon.areOpposite(word, w)));
    return Optional.of(opposite ? Difference.OPPOSITE : Difference.CONTENT);
  }

  /** The words that count, each by what stands for it. */
  private static List<String> content(List<String> words, Set<String> names) {
    var content = new ArrayList<String>();
    for (int i = 0; i < words.size(); i++) {
      var word = words.get(i);
      var before = i == 0 ? "" : words.get(i - 1);
      if (names.contains(word)) {
        content.add(word);
      } else if (!isFiller(word, before)) {
        content.add(Lexicon.canonical(word));
      }
    }
    return content;
  }

  private static boolean isFiller(String word, String before) {
    return switch (word) {
      case "you", "one" -> BEFORE_ANYBODY.contains(before);
      case "i" -> !before.equals("am") && !before.equals("was");
      default -> Lexicon.FILLERS.contains(word);
    };
  }

  private static long count(Wording wording, Set<String> of) {
    return wording.words().stream().filter(of::contains).count();
  }

  private static List<String> only(Wording wording, Set<String> of) {
    return wording.words().stream().filter(of::contains).toList();
  }

  /** As often as it is there more. */
  private static List<String> without(List<String> words, List<String> others) {
    var left = new ArrayList<>(words);
    others.forEach(left::remove);
    return left;
  }
}
