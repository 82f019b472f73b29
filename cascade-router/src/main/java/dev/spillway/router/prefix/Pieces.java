package dev.spillway.router.prefix;

import java.util.HashSet;

/** How much of one text stands in another, wherever it stands. */
final class Pieces {
  private static final long BASE = 0x100000001B3L;

  private Pieces() {}

  /**
   * Characters of {@code text} after {@code from} that lie in pieces which {@code other} has too,
   * after the same character.
   *
   * @param size of a piece
   */
  static int common(String text, String other, int from, int size) {
    var pieces = new HashSet<Long>();
    for (int at = from; at + size <= other.length(); at += size) {
      pieces.add(hash(other, at, size));
    }
    if (pieces.isEmpty() || text.length() - from < size) {
      return 0;
    }
    long leaving = 1;
    for (int i = 1; i < size; i++) {
      leaving *= BASE;
    }
    int common = 0;
    int at = from;
    long hash = hash(text, at, size);
    while (true) {
      int step = pieces.contains(hash) ? size : 1;
      common += step == size ? size : 0;
      if (at + step + size > text.length()) {
        return common;
      }
      for (int i = 0; i < step; i++) {
        hash = (hash - text.charAt(at) * leaving) * BASE + text.charAt(at + size);
        at++;
      }
    }
  }

  private static long hash(String text, int from, int size) {
    long hash = 0;
    for (int i = from; i < from + size; i++) {
      hash = hash * BASE + text.charAt(i);
    }
    return hash;
  }
}
