package dev.spillway.cache.similar;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The English words that {@link Differences} knows something about: files beside this class. */
final class Lexicon {
  /** Words that say how something is asked and not what. */
  static final Set<String> FILLERS =
      Set.copyOf(lines("fillers").stream().flatMap(List::stream).toList());

  /** A unit by each of its names. */
  static final Map<String, String> UNITS = heads("units");

  /** Of words that may stand for each other, the first by each. */
  static final Map<String, String> SYNONYMS = heads("synonyms");

  /** The opposites of a canonical word. */
  private static final Map<String, Set<String>> OPPOSITES = opposites();

  /** Turn a word into its opposite. */
  private static final List<String> PREFIXES =
      List.of("un", "in", "im", "ir", "il", "dis", "non", "de", "anti", "a");

  private static final int SHORT = 3;

  /** What stands for a run of words. */
  private record Phrase(List<String> words, List<String> instead) {}

  private static final List<Phrase> PHRASES = phrases();

  private Lexicon() {}

  /** What stands for a word and its forms. */
  static String canonical(String word) {
    var stem = Stems.of(SYNONYMS.getOrDefault(word, word));
    return Stems.of(SYNONYMS.getOrDefault(stem, stem));
  }

  /** Of canonical words. */
  static boolean areOpposite(String one, String other) {
    return OPPOSITES.getOrDefault(one, Set.of()).contains(other)
        || isNegated(one, other)
        || isNegated(other, one);
  }

  /** Whether it stands in the lists as it is. */
  static boolean isKnown(String word) {
    return SYNONYMS.containsKey(word) || UNITS.containsKey(word);
  }

  /** The words with what stands for runs of them. To be changed by whoever gets it. */
  static List<String> plain(List<String> words) {
    var plain = new ArrayList<String>();
    for (int i = 0; i < words.size(); ) {
      var rest = words.subList(i, words.size());
      var found = PHRASES.stream().filter(phrase -> startsWith(rest, phrase.words())).findFirst();
      plain.addAll(found.map(Phrase::instead).orElse(List.of(words.get(i))));
      i += found.map(phrase -> phrase.words().size()).orElse(1);
    }
    return plain;
  }

  private static boolean startsWith(List<String> words, List<String> beginning) {
    return words.size() >= beginning.size() && words.subList(0, beginning.size()).equals(beginning);
  }

  private static List<Phrase> phrases() {
    return lines("phrases").stream()
        .map(
            line -> {
              int sign = line.indexOf(">");
              return new Phrase(line.subList(0, sign), line.subList(sign + 1, line.size()));
            })
        .toList();
  }

  private static boolean isNegated(String word, String negated) {
    return word.length() >= SHORT
        && negated.endsWith(word)
        && (PREFIXES.contains(negated.substring(0, negated.length() - word.length()))
            || negated.equals("non-" + word));
  }

  private static Map<String, Set<String>> opposites() {
    var opposites = new HashMap<String, Set<String>>();
    for (var pair : lines("opposites")) {
      var one = canonical(pair.getFirst());
      var other = canonical(pair.getLast());
      opposites.computeIfAbsent(one, word -> new HashSet<>()).add(other);
      opposites.computeIfAbsent(other, word -> new HashSet<>()).add(one);
    }
    return Map.copyOf(opposites);
  }

  private static Map<String, String> heads(String file) {
    var heads = new HashMap<String, String>();
    for (var group : lines(file)) {
      group.forEach(word -> heads.put(word, group.getFirst()));
    }
    return Map.copyOf(heads);
  }

  private static List<List<String>> lines(String file) {
    try (var in = Lexicon.class.getResourceAsStream(file + ".txt")) {
      var text = Objects.requireNonNull(in, file).readAllBytes();
      return new String(text, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> List.of(line.split(" ", -1)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
