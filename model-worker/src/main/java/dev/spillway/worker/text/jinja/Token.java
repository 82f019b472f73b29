package dev.spillway.worker.text.jinja;

/**
 * A word inside {@code {{ }}} or {@code {% %}}.
 *
 * @param text of a string: its value
 */
record Token(Kind kind, String text) {
  enum Kind {
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    OPERATOR,
    END
  }

  boolean is(Kind wanted, String wantedText) {
    return kind == wanted && text.equals(wantedText);
  }
}
