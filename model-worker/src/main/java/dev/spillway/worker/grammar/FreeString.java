package dev.spillway.worker.grammar;

/**
 * Any string, with all the escapes there are (RFC 8259, section 7). Its rule counts characters:
 * what is escaped is one, and so are the two escapes of a surrogate pair. Half a pair is not
 * allowed, and no byte that is not UTF-8 (RFC 3629, section 4).
 */
final class FreeString {
  private final State inside = new State();

  private FreeString() {}

  static State openingQuote() {
    var string = new FreeString();
    var after = string.inside;
    after.on('"', '"', new State().end(), Gate.ENOUGH);
    after.on(0x20, 0x21, after, Gate.COUNT);
    after.on(0x23, 0x5B, after, Gate.COUNT);
    after.on('\\', '\\', string.escape(), Gate.COUNT);
    after.on(0x5D, 0x7F, after, Gate.COUNT);
    string.longer();
    return new State().on('"', after);
  }

  /** Characters of two, three and four bytes. */
  private void longer() {
    var one = more(0x80, 0xBF, inside);
    var two = more(0x80, 0xBF, one);
    var three = more(0x80, 0xBF, two);
    inside.on(0xC2, 0xDF, one, Gate.COUNT);
    inside.on(0xE0, 0xE0, more(0xA0, 0xBF, one), Gate.COUNT);
    inside.on(0xE1, 0xEC, two, Gate.COUNT);
    inside.on(0xED, 0xED, more(0x80, 0x9F, one), Gate.COUNT);
    inside.on(0xEE, 0xEF, two, Gate.COUNT);
    inside.on(0xF0, 0xF0, more(0x90, 0xBF, two), Gate.COUNT);
    inside.on(0xF1, 0xF3, three, Gate.COUNT);
    inside.on(0xF4, 0xF4, more(0x80, 0x8F, two), Gate.COUNT);
  }

  private State escape() {
    var escape = new State();
    "\"\\/bfnrt".chars().forEach(c -> escape.on(c, inside));
    var last = hex(inside);
    var lastTwo = hex(last);
    var lowSurrogate = new State();
    letters(lowSurrogate, 'C', 'F', lastTwo);
    var low =
        new State()
            .on('\\', new State().on('u', new State().on('d', lowSurrogate).on('D', lowSurrogate)));
    var d = more('0', '7', lastTwo);
    d.on('8', '9', hex(hex(low)), Gate.OPEN);
    letters(d, 'A', 'B', hex(hex(low)));
    var first = more('0', '9', hex(lastTwo));
    letters(first, 'A', 'C', hex(lastTwo));
    letters(first, 'E', 'F', hex(lastTwo));
    letters(first, 'D', 'D', d);
    return escape.on('u', first);
  }

  private static State hex(State next) {
    var digit = more('0', '9', next);
    letters(digit, 'A', 'F', next);
    return digit;
  }

  private static void letters(State from, char first, char last, State to) {
    from.on(first, last, to, Gate.OPEN);
    from.on(Character.toLowerCase(first), Character.toLowerCase(last), to, Gate.OPEN);
  }

  private static State more(int first, int last, State next) {
    return new State().on(first, last, next, Gate.OPEN);
  }
}
