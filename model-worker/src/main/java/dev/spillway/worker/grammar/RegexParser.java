package dev.spillway.worker.grammar;

import java.util.ArrayList;

/**
 * Reads the regular expressions of {@code pattern}: those of ECMA-262, as JSON Schema says, but for
 * what no automaton can do or few need: look-around, back references, word boundaries, Unicode
 * properties. Whether a quantifier is lazy changes nothing here.
 */
final class RegexParser {
  private static final int MOST_REPEATS = 1_000;
  private static final int MOST_DEPTH = 50;

  private final int[] source;
  private int at;
  private int depth;

  private RegexParser(String source) {
    this.source = source.codePoints().toArray();
  }

  /**
   * @throws Unusable it is no regular expression, or one that is not supported
   */
  static Regex parse(String source) {
    var parser = new RegexParser(source);
    var regex = parser.choices();
    if (parser.at < parser.source.length) {
      throw unusable("has a ')' too many");
    }
    return regex;
  }

  private Regex choices() {
    if (++depth > MOST_DEPTH) {
      throw unusable("has more than %d groups within each other".formatted(MOST_DEPTH));
    }
    var choices = new ArrayList<Regex>();
    do {
      choices.add(sequence());
    } while (skip('|'));
    depth--;
    return choices.size() == 1 ? choices.getFirst() : new Regex.Any(choices);
  }

  private Regex sequence() {
    var parts = new ArrayList<Regex>();
    while (at < source.length && source[at] != '|' && source[at] != ')') {
      parts.add(quantified(atom()));
    }
    return parts.size() == 1 ? parts.getFirst() : new Regex.All(parts);
  }

  private Regex atom() {
    int c = source[at++];
    return switch (c) {
      case '^' -> new Regex.Anchor(Nfa.BEGIN);
      case '$' -> new Regex.Anchor(Nfa.END);
      case '.' -> new Regex.One(CodePoints.LINE_ENDS.not());
      case '[' -> new Regex.One(characterClass());
      case '(' -> group();
      case '\\' -> new Regex.One(escape(false));
      case '*', '+', '?' -> throw unusable("has nothing to repeat");
      default -> new Regex.One(CodePoints.range(c, c));
    };
  }

  private Regex group() {
    if (skip('?')) {
      if (skip('<') && at < source.length && source[at] != '=' && source[at] != '!') {
        while (at < source.length && source[at] != '>') {
          at++;
        }
        at++;
      } else if (!skip(':')) {
        throw unusable("has look-around or a flag, which are not supported");
      }
    }
    var inner = choices();
    if (!skip(')')) {
      throw unusable("has a group that is not closed");
    }
    return inner;
  }

  private Regex quantified(Regex what) {
    if (at == source.length) {
      return what;
    }
    int least;
    int most;
    int begun = at;
    switch (source[at++]) {
      case '*' -> {
        least = 0;
        most = Top.UNBOUNDED;
      }
      case '+' -> {
        least = 1;
        most = Top.UNBOUNDED;
      }
      case '?' -> {
        least = 0;
        most = 1;
      }
      case '{' -> {
        least = number();
        most = least;
        if (skip(',')) {
          most = at < source.length && source[at] == '}' ? Top.UNBOUNDED : number();
        }
        if (!skip('}') || most < least) {
          throw unusable("has a wrong quantifier");
        }
      }
      default -> {
        at = begun;
        return what;
      }
    }
    if (what instanceof Regex.Anchor) {
      throw unusable("repeats an anchor");
    }
    var _ = skip('?');
    return new Regex.Repeat(what, least, most);
  }

  private int number() {
    int begun = at;
    int value = 0;
    while (at < source.length && source[at] >= '0' && source[at] <= '9') {
      value = value * 10 + source[at++] - '0';
      if (value > MOST_REPEATS) {
        throw unusable("repeats something more than %d times".formatted(MOST_REPEATS));
      }
    }
    if (at == begun) {
      throw unusable("has a wrong quantifier");
    }
    return value;
  }

  private CodePoints characterClass() {
    boolean negated = skip('^');
    var set = CodePoints.none();
    while (!skip(']')) {
      var item = classItem();
      boolean range = at + 1 < source.length && source[at] == '-' && source[at + 1] != ']';
      if (range) {
        at++;
        int first = single(item);
        int last = single(classItem());
        if (last < first) {
          throw unusable("has a range out of order");
        }
        item = CodePoints.range(first, last);
      }
      set = set.or(item);
    }
    return negated ? set.not() : set;
  }

  private CodePoints classItem() {
    if (at == source.length) {
      throw unusable("has a '[' that is not closed");
    }
    int c = source[at++];
    return c == '\\' ? escape(true) : CodePoints.range(c, c);
  }

  private int single(CodePoints item) {
    var only = item.ranges().getFirst();
    if (item.ranges().size() > 1 || only.first() != only.last()) {
      throw unusable("has a range between what are no characters");
    }
    return only.first();
  }

  private CodePoints escape(boolean inClass) {
    if (at == source.length) {
      throw unusable("ends with a backslash");
    }
    int c = source[at++];
    return switch (c) {
      case 'd' -> CodePoints.DIGITS;
      case 'D' -> CodePoints.DIGITS.not();
      case 'w' -> CodePoints.WORD;
      case 'W' -> CodePoints.WORD.not();
      case 's' -> CodePoints.SPACE;
      case 'S' -> CodePoints.SPACE.not();
      case 't' -> one('\t');
      case 'n' -> one('\n');
      case 'r' -> one('\r');
      case 'f' -> one('\f');
      case 'v' -> one(0x0B);
      case '0' -> one(0);
      case 'x' -> one(hex(2));
      case 'u' -> one(skip('{') ? braced() : pair(hex(4)));
      case 'b' -> {
        if (!inClass) {
          throw unsupported(c);
        }
        yield one('\b');
      }
      default -> {
        if (Character.isLetterOrDigit(c)) {
          throw unsupported(c);
        }
        yield one(c);
      }
    };
  }

  private int braced() {
    int begun = at;
    while (at < source.length && source[at] != '}') {
      at++;
    }
    int length = at - begun;
    at = begun;
    int value = length >= 1 && length <= 6 ? hex(length) : -1;
    if (value < 0 || value > Character.MAX_CODE_POINT || !skip('}')) {
      throw unusable("has a wrong '\\u{}'");
    }
    return value;
  }

  /** Two escapes may be the halves of one character. */
  private int pair(int unit) {
    boolean more = at + 1 < source.length && source[at] == '\\' && source[at + 1] == 'u';
    if (!more || !Character.isHighSurrogate((char) unit)) {
      return unit;
    }
    int begun = at;
    at += 2;
    int low = hex(4);
    if (!Character.isLowSurrogate((char) low)) {
      at = begun;
      return unit;
    }
    return Character.toCodePoint((char) unit, (char) low);
  }

  private int hex(int digits) {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = at < source.length ? Character.digit(source[at++], 16) : -1;
      if (digit < 0) {
        throw unusable("has a wrong escape");
      }
      value = value * 16 + digit;
    }
    return value;
  }

  private static CodePoints one(int c) {
    return CodePoints.range(c, c);
  }

  private boolean skip(int c) {
    if (at < source.length && source[at] == c) {
      at++;
      return true;
    }
    return false;
  }

  private Unusable unsupported(int c) {
    return unusable("has '\\%s', which is not supported".formatted(Character.toString(c)));
  }

  private static Unusable unusable(String why) {
    return new Unusable("the pattern " + why);
  }
}
