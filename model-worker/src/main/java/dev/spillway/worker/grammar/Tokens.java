package dev.spillway.worker.grammar;

import java.util.BitSet;
import java.util.List;

/**
 * The tokens of a model.
 *
 * @param all the bytes of each, by id; none for those that are no text
 * @param ends those that end a turn
 */
record Tokens(List<byte[]> all, BitSet ends) {
  private static final byte[] NO_BYTES = {};

  byte[] bytes(int token) {
    return token < all.size() ? all.get(token) : NO_BYTES;
  }
}
