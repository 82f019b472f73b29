package dev.spillway.worker.grammar;

/**
 * White space between the parts of JSON, where writers put it and nowhere else: one space, or a
 * line end and the spaces that indent the next line, after an opening bracket or a comma and before
 * a closing bracket; and one space after a colon. So a model that likes white space cannot go on
 * with it for ever.
 */
final class WhiteSpace {
  private static final int MOST_INDENT = 32;

  /** At least one: a rule is never empty. */
  private static final Rule SOME = new Rule();

  static {
    SOME.add(new State().on(' ', new State().end()));
    var indent = new State().end();
    indent.on(' ', ' ', indent, Gate.COUNT);
    SOME.add(new State().on('\n', indent), 0, MOST_INDENT);
    Grammar.seal(SOME);
  }

  private WhiteSpace() {}

  /** After a bracket or a comma, to {@code next}. */
  static State before(State next) {
    return new State().call(SOME, next).also(next);
  }

  /** After a colon, to {@code next}. */
  static State afterColon(State next) {
    return new State().on(' ', next).also(next);
  }

  /** What has a last part may close, if there are enough. */
  static void close(State last, char bracket, State end, Gate gate) {
    last.on(bracket, bracket, end, gate);
    last.call(SOME, new State().on(bracket, end), gate);
  }
}
