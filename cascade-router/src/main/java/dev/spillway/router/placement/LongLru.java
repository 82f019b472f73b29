package dev.spillway.router.placement;

import java.util.Arrays;

/**
 * A set of numbers that remembers those used last, in a fixed number of bytes: a hash table with
 * chains and a list in the order of use, both in arrays.
 */
final class LongLru {
  /** A number, its chain and both neighbours in the order of use, and two heads of chains. */
  static final int BYTES_PER_ENTRY = 28;

  private static final int NONE = -1;

  private final long[] values;
  private final int[] chain;
  private final int[] older;
  private final int[] newer;
  private final int[] heads;
  private final int shift;
  private int size;
  private int oldest = NONE;
  private int newest = NONE;

  /**
   * @param bytes may be too few for any entry
   */
  LongLru(long bytes) {
    int capacity = Math.clamp(bytes / BYTES_PER_ENTRY, 0, 1 << 28);
    values = new long[capacity];
    chain = new int[capacity];
    older = new int[capacity];
    newer = new int[capacity];
    int bits = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(Math.max(2, 2 * capacity));
    heads = new int[1 << bits];
    shift = Long.SIZE - bits;
    Arrays.fill(heads, NONE);
  }

  int size() {
    return size;
  }

  /** Of all arrays together; never changes. */
  long bytes() {
    return values.length * 20L + heads.length * 4L;
  }

  boolean contains(long value) {
    return find(value) != NONE;
  }

  /** Puts it in as the last one used; the one that was not used for longest makes room. */
  void use(long value) {
    if (values.length == 0) {
      return;
    }
    int entry = find(value);
    if (entry == NONE) {
      entry = size < values.length ? size++ : removeOldest();
      values[entry] = value;
      int head = head(value);
      chain[entry] = heads[head];
      heads[head] = entry;
    } else {
      unlink(entry);
    }
    older[entry] = newest;
    newer[entry] = NONE;
    if (newest == NONE) {
      oldest = entry;
    } else {
      newer[newest] = entry;
    }
    newest = entry;
  }

  private int find(long value) {
    int entry = heads[head(value)];
    while (entry != NONE && values[entry] != value) {
      entry = chain[entry];
    }
    return entry;
  }

  private int removeOldest() {
    int entry = oldest;
    unlink(entry);
    int head = head(values[entry]);
    if (heads[head] == entry) {
      heads[head] = chain[entry];
    } else {
      int before = heads[head];
      while (chain[before] != entry) {
        before = chain[before];
      }
      chain[before] = chain[entry];
    }
    return entry;
  }

  private void unlink(int entry) {
    if (older[entry] == NONE) {
      oldest = newer[entry];
    } else {
      newer[older[entry]] = newer[entry];
    }
    if (newer[entry] == NONE) {
      newest = older[entry];
    } else {
      older[newer[entry]] = older[entry];
    }
  }

  private int head(long value) {
    return (int) ((value * 0x9E3779B97F4A7C15L) >>> shift);
  }
}
