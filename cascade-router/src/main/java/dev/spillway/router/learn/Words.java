package dev.spillway.router.learn;

import java.util.Arrays;

/**
 * The words of a text and their neighbours: each word and each pair of adjacent words is one of
 * {@value #COLUMNS} columns, chosen by a hash (Weinberger et al. 2009, arXiv 0902.2206), so that
 * there is no vocabulary to keep or to outgrow. Words are runs of letters and digits, and case does
 * not matter.
 *
 * <p>Only the first {@value #MAX_CHARACTERS} characters are read, which bounds the time of a
 * decision.
 */
public final class Words {
  static final int COLUMNS = 1 << 17;
  private static final int MAX_CHARACTERS = 16_384;
  private static final int TEXT = 0x9E3779B9;
  private static final int REPLY = 0x7F4A7C15;
  private static final int NONE = 0;

  private final int[] columns;

  private Words(int[] columns) {
    this.columns = columns;
  }

  public static Words of(CharSequence text) {
    return new Words(read(text, TEXT));
  }

  /** Words of a reply: not the same columns as if the text were a question's. */
  public static Words ofReply(CharSequence text) {
    return new Words(read(text, REPLY));
  }

  /** The words of both. */
  public Words and(Words other) {
    int[] both = Arrays.copyOf(columns, columns.length + other.columns.length);
    System.arraycopy(other.columns, 0, both, columns.length, other.columns.length);
    return new Words(distinct(both, both.length));
  }

  /** Ascending, none twice. Not to be changed. */
  int[] columns() {
    return columns;
  }

  private static int[] read(CharSequence text, int seed) {
    int end = Math.min(text.length(), MAX_CHARACTERS);
    int[] columns = new int[end + 2];
    int count = 0;
    int before = NONE;
    int word = NONE;
    for (int i = 0; i <= end; i++) {
      char c = i < end ? text.charAt(i) : ' ';
      if (Character.isLetterOrDigit(c)) {
        word = (word == NONE ? seed : word) * 31 + Character.toLowerCase(c);
      } else if (word != NONE) {
        columns[count++] = column(word);
        if (before != NONE) {
          columns[count++] = column(before * 0x85EBCA6B + word);
        }
        before = word;
        word = NONE;
      }
    }
    return distinct(columns, count);
  }

  private static int[] distinct(int[] columns, int count) {
    Arrays.sort(columns, 0, count);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (kept == 0 || columns[kept - 1] != columns[i]) {
        columns[kept++] = columns[i];
      }
    }
    return Arrays.copyOf(columns, kept);
  }

  /** Mixes all bits into the low ones (MurmurHash3's finalizer). */
  private static int column(int hash) {
    int mixed = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
    mixed = (mixed ^ (mixed >>> 13)) * 0xC2B2AE35;
    return (mixed ^ (mixed >>> 16)) & (COLUMNS - 1);
  }
}
