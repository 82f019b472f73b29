package dev.spillway.worker.text.jinja;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a template into text, outputs and blocks.
 *
 * <p>White space is handled as the Transformers library sets Jinja up: {@code trim_blocks} (the
 * line break after a block goes), {@code lstrip_blocks} (blanks before a block that begins a line
 * go), and one line break at the very end of the source goes. A minus next to a delimiter removes
 * all white space on that side; a plus keeps it.
 */
final class Lexer {
  private static final String SPACE = " \t\n\r\f\u000B";

  private final String source;
  private final List<Part> parts = new ArrayList<>();
  private int at;
  private int line = 1;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Part> cut(String template) {
    var normal = template.replace("\r\n", "\n");
    var lexer =
        new Lexer(normal.endsWith("\n") ? normal.substring(0, normal.length() - 1) : normal);
    lexer.run();
    return List.copyOf(lexer.parts);
  }

  private void run() {
    boolean trimAll = false;
    boolean trimLine = false;
    while (at < source.length()) {
      int start = at;
      int open = nextOpen(start);
      int from = start;
      if (trimAll) {
        while (from < open && SPACE.indexOf(source.charAt(from)) >= 0) {
          from++;
        }
      } else if (trimLine && from < open && source.charAt(from) == '\n') {
        from++;
      }
      if (open == source.length()) {
        data(start, from, open);
        at = open;
        return;
      }
      char kind = source.charAt(open + 1);
      char sign = open + 2 < source.length() ? source.charAt(open + 2) : ' ';
      data(start, from, textEnd(from, open, kind, sign));
      countLines(start, open);
      at = open + (sign == '-' || sign == '+' ? 3 : 2);
      int end =
          switch (kind) {
            case '#' -> comment();
            case '{' -> {
              int begun = line;
              yield words("}}", tokens -> new Part.Output(tokens, begun));
            }
            default -> {
              int begun = line;
              yield words("%}", tokens -> new Part.Block(tokens, begun));
            }
          };
      char before = source.charAt(end - 1);
      trimAll = before == '-';
      trimLine = kind != '{' && before != '+';
      at = end + 2;
    }
  }

  private int nextOpen(int from) {
    for (int i = from; i + 1 < source.length(); i++) {
      if (source.charAt(i) == '{' && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return source.length();
  }

  /** Where the text before a delimiter ends. */
  private int textEnd(int from, int open, char kind, char sign) {
    int end = open;
    if (sign == '-') {
      while (end > from && SPACE.indexOf(source.charAt(end - 1)) >= 0) {
        end--;
      }
    } else if (kind != '{' && sign != '+') {
      while (end > from && " \t".indexOf(source.charAt(end - 1)) >= 0) {
        end--;
      }
      boolean lineBegins = end == 0 || source.charAt(end - 1) == '\n';
      return lineBegins ? end : open;
    }
    return end;
  }

  private void data(int start, int from, int to) {
    if (to > from) {
      parts.add(new Part.Data(source.substring(from, to)));
    }
    if (to == source.length()) {
      countLines(start, to);
    }
  }

  private void countLines(int from, int to) {
    for (int i = from; i < to; i++) {
      if (source.charAt(i) == '\n') {
        line++;
      }
    }
  }

  private int comment() {
    int end = source.indexOf("#}", at);
    if (end < 0) {
      throw fail("a comment is not closed");
    }
    countLines(at, end);
    return end;
  }

  private interface Maker {
    Part make(List<Token> tokens);
  }

  /** Reads words up to the closing delimiter and returns where that begins. */
  private int words(String close, Maker maker) {
    var tokens = new ArrayList<Token>();
    var reader = new TokenReader(source, at, line);
    while (true) {
      int end = reader.closing(close);
      if (end >= 0) {
        tokens.add(new Token(Token.Kind.END, close));
        parts.add(maker.make(List.copyOf(tokens)));
        line = reader.line();
        return end;
      }
      tokens.add(reader.next());
    }
  }

  private TemplateException fail(String reason) {
    return new TemplateException("line %d: %s".formatted(line, reason));
  }
}
