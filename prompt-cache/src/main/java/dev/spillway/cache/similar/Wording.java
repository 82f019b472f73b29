package dev.spillway.cache.similar;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A question as {@link Differences} looks at it.
 *
 * @param words in order, in lower case, written out; without what only asks politely, and without
 *     what is in the next lists but names
 * @param names those of the words that may be names: capitals within a sentence, letters with
 *     digits
 * @param literals what is quoted or looks like code, as it is written
 * @param quantities numbers, units and signs
 */
record Wording(
    List<String> words, Set<String> names, List<String> literals, List<String> quantities) {
  private static final Pattern QUOTED =
      Pattern.compile("\"[^\"]*\"|`[^`]*`|(?<![\\p{L}\\p{N}])'[^']*'(?![\\p{L}\\p{N}])");
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<=\\s)--?\\p{L}[\\p{L}\\p{N}_-]*" // a flag
              + "|(?<![\\p{L}\\p{N}])-\\p{N}[\\p{N}.,:]*" // a number below zero
              + "|[\\p{L}\\p{N}](?:[\\p{L}\\p{N}\\p{M}'_.,:/@#+*^=-]*[\\p{L}\\p{N}#+])?"
              + "|\\S");
  private static final Pattern CODE =
      Pattern.compile(
          "--?\\p{L}.*|[\\p{L}\\p{N}].*(?:[_@#+*^=/]|(?<=\\p{Ll})\\p{Lu}|(?<=\\p{L})[.:,]+\\p{L}).*");
  private static final Pattern HYPHENED = Pattern.compile("\\p{L}+(?:-\\p{L}+)+");
  private static final Pattern POSSESSIVE = Pattern.compile("\\p{L}+'s");

  /** Say nothing, except behind a number. */
  private static final String PUNCTUATION = ".,!?;:'\"-–—…¿¡";

  /** Behind these an apostrophe and an s is "is". */
  private static final Set<String> BEFORE_IS =
      Set.of(
          "what", "who", "where", "when", "how", "why", "it", "that", "there", "here", "he", "she");

  private static final Map<String, String> CONTRACTIONS =
      Map.of(
          "can't",
          "can not",
          "cannot",
          "can not",
          "won't",
          "will not",
          "shan't",
          "shall not",
          "whats",
          "what is",
          "let's",
          "let us",
          "dont",
          "do not",
          "doesnt",
          "does not",
          "cant",
          "can not");

  private static final Map<String, String> ENDINGS =
      Map.of(
          "n't", " not", "'re", " are", "'m", " am", "'ll", " will", "'ve", " have", "'d",
          " would");

  Wording {
    words = List.copyOf(words);
    names = Set.copyOf(names);
    literals = List.copyOf(literals);
    quantities = List.copyOf(quantities);
  }

  static Wording of(String question) {
    var text = question.replace('’', '\'').replace('‘', '\'').replace('“', '"').replace('”', '"');
    var literals = new ArrayList<String>();
    QUOTED.matcher(text).results().forEach(quoted -> literals.add(quoted.group()));
    var words = new ArrayList<String>();
    var names = new HashSet<String>();
    var matcher = TOKEN.matcher(QUOTED.matcher(text).replaceAll(" "));
    var before = ".";
    while (matcher.find()) {
      var token = matcher.group();
      if (CODE.matcher(token).matches()) {
        literals.add(token);
      } else if (!isPunctuation(token, before)) {
        var spelledOut = spelledOut(token.toLowerCase(Locale.ROOT));
        words.addAll(spelledOut);
        if (isName(token, ".!?:;".contains(before))) {
          spelledOut.forEach(word -> names.add(word.replaceFirst("'s$", "")));
        }
      }
      before = token;
    }
    var plain = Lexicon.plain(turned(words));
    var quantities = new Quantities();
    plain.removeIf(quantities::take);
    return new Wording(plain, names, literals, quantities.found());
  }

  private static boolean isPunctuation(String token, String before) {
    return PUNCTUATION.contains(token)
        && !("-!".contains(token) && Character.isDigit(before.charAt(before.length() - 1)));
  }

  private static boolean isName(String token, boolean begins) {
    long capitals = token.chars().filter(Character::isUpperCase).count();
    boolean mixed =
        token.chars().anyMatch(Character::isDigit) && token.chars().anyMatch(Character::isLetter);
    boolean pronoun = token.equals("I") || token.startsWith("I'");
    return mixed || (capitals > 0 && !pronoun && (capitals > 1 || !begins));
  }

  /** Without contractions and hyphens; a possessive keeps its ending. */
  private static List<String> spelledOut(String word) {
    if (CONTRACTIONS.containsKey(word)) {
      return split(CONTRACTIONS.getOrDefault(word, word));
    }
    for (var ending : ENDINGS.entrySet()) {
      if (word.endsWith(ending.getKey())) {
        var stem = word.substring(0, word.length() - ending.getKey().length());
        return split(stem + ending.getValue());
      }
    }
    if (POSSESSIVE.matcher(word).matches()) {
      var owner = word.substring(0, word.length() - 2);
      return BEFORE_IS.contains(owner) ? List.of(owner, "is") : List.of(word);
    }
    return HYPHENED.matcher(word).matches() && !Lexicon.isKnown(word)
        ? List.of(word.split("-", -1))
        : List.of(word);
  }

  private static List<String> split(String words) {
    return List.of(words.split(" ", -1));
  }

  /** "France's capital" as "capital of france". */
  private static List<String> turned(List<String> words) {
    var turned = new ArrayList<String>();
    for (int i = 0; i < words.size(); i++) {
      var word = words.get(i);
      if (!POSSESSIVE.matcher(word).matches()) {
        turned.add(word);
        continue;
      }
      var owner = word.substring(0, word.length() - 2);
      if (i + 1 < words.size()) {
        turned.add(words.get(++i));
        turned.add("of");
      }
      turned.add(owner);
    }
    return turned;
  }
}
