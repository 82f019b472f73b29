package dev.spillway.worker.grammar;

import java.util.List;

/**
 * JSON without a schema (RFC 8259), and what schemas share of it.
 *
 * <p>Numbers have up to 15 digits before the point, 16 after it and 2 in the exponent: no reader
 * makes an infinity of them.
 */
final class JsonText {
  static final Rule STRING = new Rule();

  /** Strings whose content has one {@link Spelling}. */
  static final Rule KEY = new Rule();

  static final Rule NUMBER = new Rule();
  static final Rule INTEGER = new Rule();
  static final Rule VALUE = new Rule();
  static final Rule OBJECT = new Rule();
  static final Rule ARRAY = new Rule();
  static final Rule BOOLEAN = new Rule();
  static final Rule NULL = new Rule();

  /** Any object. */
  static final Grammar ANY_OBJECT;

  /** What {@link #KEY} has between the quotes. */
  static final Dfa CONTENT = Regex.characters(0, Top.UNBOUNDED).exactly(Work.own());

  private static final State OPENING_QUOTE = FreeString.openingQuote();

  static {
    addString(STRING, 0, Top.UNBOUNDED);
    CONTENT.addQuotedTo(KEY);
    exactly("-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,16})?([eE][+-]?[0-9]{1,2})?").addTo(NUMBER);
    exactly("0|-?[1-9][0-9]{0,14}").addTo(INTEGER);
    exactly("true|false").addTo(BOOLEAN);
    exactly("null").addTo(NULL);
    new ObjectRule(List.of(), KEY, VALUE).addTo(OBJECT);
    new ArrayRule(List.of(), VALUE, 0, Top.UNBOUNDED).addTo(ARRAY);
    for (var kind : List.of(OBJECT, ARRAY, STRING, NUMBER, BOOLEAN, NULL)) {
      VALUE.addAll(kind);
    }
    ANY_OBJECT = new Grammar(OBJECT, Grammar.seal(VALUE).states());
    Grammar.seal(INTEGER);
    Grammar.seal(KEY);
  }

  private JsonText() {}

  /** Adds the strings with so many characters. */
  static void addString(Rule rule, int least, int most) {
    rule.add(OPENING_QUOTE, least, most);
  }

  private static Dfa exactly(String regex) {
    return RegexParser.parse(regex).exactly(Work.own());
  }
}
