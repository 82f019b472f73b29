package dev.spillway.worker.text.jinja;

import java.util.List;

/** Reads the words of one output or block. */
final class TokenReader {
  private static final List<String> LONG_OPERATORS = List.of("==", "!=", "<=", ">=", "//", "**");
  private static final String OPERATORS = "+-*/%~|.,:()[]{}<>=";

  private final String source;
  private int at;
  private int line;
  private int brackets;

  TokenReader(String source, int from, int line) {
    this.source = source;
    this.at = from;
    this.line = line;
  }

  int line() {
    return line;
  }

  /** Where the closing delimiter begins if it is next, its sign not counted; otherwise -1. */
  int closing(String close) {
    while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
      if (source.charAt(at) == '\n') {
        line++;
      }
      at++;
    }
    if (at >= source.length()) {
      throw fail("'%s' is missing".formatted(close));
    }
    if (brackets == 0 && source.startsWith(close, at)) {
      return at;
    }
    char sign = source.charAt(at);
    boolean signed = (sign == '-' || sign == '+') && source.startsWith(close, at + 1);
    return signed && brackets == 0 ? at + 1 : -1;
  }

  Token next() {
    char first = source.charAt(at);
    if (first == '\'' || first == '"') {
      return string(first);
    }
    if (isDigit(first)) {
      return number();
    }
    if (Character.isLetter(first) || first == '_') {
      int start = at;
      while (at < source.length() && isNamePart(source.charAt(at))) {
        at++;
      }
      return new Token(Token.Kind.NAME, source.substring(start, at));
    }
    for (var operator : LONG_OPERATORS) {
      if (source.startsWith(operator, at)) {
        at += 2;
        return new Token(Token.Kind.OPERATOR, operator);
      }
    }
    if (OPERATORS.indexOf(first) < 0) {
      throw fail("unexpected character '%s'".formatted(first));
    }
    brackets += "([{".indexOf(first) >= 0 ? 1 : ")]}".indexOf(first) >= 0 ? -1 : 0;
    at++;
    return new Token(Token.Kind.OPERATOR, String.valueOf(first));
  }

  private Token number() {
    int start = at;
    digits();
    if (at + 1 < source.length() && source.charAt(at) == '.' && isDigit(source.charAt(at + 1))) {
      at++;
      digits();
      return new Token(Token.Kind.FLOAT, source.substring(start, at));
    }
    return new Token(Token.Kind.INTEGER, source.substring(start, at));
  }

  private void digits() {
    while (at < source.length() && isDigit(source.charAt(at))) {
      at++;
    }
  }

  private Token string(char quote) {
    var out = new StringBuilder();
    for (at++; at < source.length() && source.charAt(at) != quote; at++) {
      char c = source.charAt(at);
      if (c == '\n') {
        line++;
      }
      if (c == '\\' && at + 1 < source.length()) {
        at++;
        escape(out);
      } else {
        out.append(c);
      }
    }
    if (at >= source.length()) {
      throw fail("a string is not closed");
    }
    at++;
    return new Token(Token.Kind.STRING, out.toString());
  }

  private void escape(StringBuilder out) {
    char c = source.charAt(at);
    switch (c) {
      case 'n' -> out.append('\n');
      case 't' -> out.append('\t');
      case 'r' -> out.append('\r');
      case '\\', '\'', '"' -> out.append(c);
      case 'x' -> hex(out, 2);
      case 'u' -> hex(out, 4);
      default -> out.append('\\').append(c);
    }
  }

  private void hex(StringBuilder out, int digits) {
    int end = at + 1 + digits;
    var text = source.substring(at + 1, Math.min(end, source.length()));
    if (!text.matches("[0-9a-fA-F]{" + digits + "}")) {
      throw fail("a string has an incomplete escape");
    }
    out.append((char) Integer.parseInt(text, 16));
    at = end - 1;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  private TemplateException fail(String reason) {
    return new TemplateException("line %d: %s".formatted(line, reason));
  }
}
