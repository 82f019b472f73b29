package dev.spillway.worker.text.jinja;

import java.util.BitSet;

/**
 * A string that knows of each character who wrote it: the template, which is trusted, or a person,
 * who is not. Cutting and joining keep the marks, so that {@code <|im_end|>} in a message never
 * becomes the token that ends a turn, whatever the template does with the message.
 *
 * <p>Immutable. Equality in templates compares characters only.
 */
public final class MarkedText {
  public static final MarkedText EMPTY = trusted("");

  private final String chars;
  private final BitSet foreign;

  private MarkedText(String chars, BitSet foreign) {
    this.chars = chars;
    this.foreign = foreign;
  }

  /** Written by the template. */
  public static MarkedText trusted(String chars) {
    return new MarkedText(chars, new BitSet());
  }

  /** Written by a person. */
  public static MarkedText untrusted(String chars) {
    var foreign = new BitSet(chars.length());
    foreign.set(0, chars.length());
    return new MarkedText(chars, foreign);
  }

  public String chars() {
    return chars;
  }

  public int length() {
    return chars.length();
  }

  public boolean isEmpty() {
    return chars.isEmpty();
  }

  public boolean whollyTrusted() {
    return foreign.isEmpty();
  }

  /** The first character at or after {@code from} that is trusted, or the length. */
  public int trustedFrom(int from) {
    return Math.min(foreign.nextClearBit(from), chars.length());
  }

  /** The first character at or after {@code from} that is not trusted, or the length. */
  public int untrustedFrom(int from) {
    int next = foreign.nextSetBit(from);
    return next < 0 ? chars.length() : next;
  }

  public MarkedText slice(int from, int to) {
    return new MarkedText(chars.substring(from, to), foreign.get(from, to));
  }

  /** Other characters made of these: trusted only where all of these were. */
  MarkedText with(String changed) {
    return whollyTrusted() ? trusted(changed) : untrusted(changed);
  }

  public MarkedText plus(MarkedText other) {
    return new Builder().append(this).append(other).build();
  }

  /** Without the characters of {@code any} at the chosen ends. */
  MarkedText strip(String any, boolean left, boolean right) {
    int from = 0;
    int to = chars.length();
    while (left && from < to && any.indexOf(chars.charAt(from)) >= 0) {
      from++;
    }
    while (right && from < to && any.indexOf(chars.charAt(to - 1)) >= 0) {
      to--;
    }
    return slice(from, to);
  }

  @Override
  public String toString() {
    return chars;
  }

  static final class Builder {
    private final StringBuilder chars = new StringBuilder();
    private final BitSet foreign = new BitSet();

    Builder append(MarkedText text) {
      int offset = chars.length();
      for (int from = text.untrustedFrom(0);
          from < text.length();
          from = text.untrustedFrom(text.trustedFrom(from))) {
        foreign.set(offset + from, offset + text.trustedFrom(from));
      }
      chars.append(text.chars());
      return this;
    }

    int length() {
      return chars.length();
    }

    MarkedText build() {
      return new MarkedText(chars.toString(), (BitSet) foreign.clone());
    }
  }
}
