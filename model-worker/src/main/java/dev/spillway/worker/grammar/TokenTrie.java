package dev.spillway.worker.grammar;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * The bytes of all tokens of a vocabulary as a tree, so that beginnings which many have in common
 * are looked at once, and tokens whose beginning cannot follow not at all.
 *
 * <p>Nodes are numbered from the root, 0, each before those below it, and its children in the order
 * of their bytes. So a walk is one run over a few arrays, and leaving a branch out is a jump to
 * {@link #end}. Tokens without bytes are not in it.
 */
final class TokenTrie {
  private static final int NONE = -1;

  private final byte[] label;
  private final short[] depth;
  private final int[] end;
  private final int[] token;

  /** By token, the next with the same bytes. */
  private final int[] same;

  private final int longest;

  private TokenTrie(int nodes, int vocabulary, int longest) {
    this.label = new byte[nodes];
    this.depth = new short[nodes];
    this.end = new int[nodes];
    this.token = new int[nodes];
    this.same = new int[vocabulary];
    this.longest = longest;
    Arrays.fill(token, NONE);
    Arrays.fill(same, NONE);
  }

  /**
   * @param tokens the bytes of each token, by id; empty for those that have no text
   */
  static TokenTrie of(List<byte[]> tokens) {
    var order =
        IntStream.range(0, tokens.size())
            .boxed()
            .filter(id -> tokens.get(id).length > 0)
            .sorted(Comparator.comparing(tokens::get, Arrays::compareUnsigned))
            .mapToInt(Integer::intValue)
            .toArray();
    int nodes = 1;
    int longest = 0;
    byte[] last = {};
    for (int id : order) {
      var bytes = tokens.get(id);
      nodes += bytes.length - common(last, bytes);
      longest = Math.max(longest, bytes.length);
      last = bytes;
    }
    var trie = new TokenTrie(nodes, tokens.size(), longest);
    trie.fill(tokens, order);
    return trie;
  }

  private void fill(List<byte[]> tokens, int[] order) {
    var path = new int[longest + 1];
    int next = 1;
    byte[] last = {};
    for (int id : order) {
      var bytes = tokens.get(id);
      int shared = common(last, bytes);
      close(path, shared, last.length, next);
      for (int i = shared; i < bytes.length; i++) {
        label[next] = bytes[i];
        depth[next] = (short) (i + 1);
        path[i + 1] = next++;
      }
      int node = path[bytes.length];
      same[id] = token[node];
      token[node] = id;
      last = bytes;
    }
    close(path, 0, last.length, next);
    end[0] = next;
  }

  private void close(int[] path, int shared, int length, int next) {
    for (int i = shared + 1; i <= length; i++) {
      end[path[i]] = next;
    }
  }

  private static int common(byte[] a, byte[] b) {
    int mismatch = Arrays.mismatch(a, b);
    return mismatch < 0 ? a.length : mismatch;
  }

  int nodes() {
    return end.length;
  }

  /** The unsigned byte that leads to a node. */
  int label(int node) {
    return Byte.toUnsignedInt(label[node]);
  }

  int depth(int node) {
    return depth[node];
  }

  /** The first node after all that are below a node; its next sibling, if it has one. */
  int end(int node) {
    return end[node];
  }

  boolean leaf(int node) {
    return end[node] == node + 1;
  }

  void tokens(int node, IntConsumer taker) {
    for (int id = token[node]; id != NONE; id = same[id]) {
      taker.accept(id);
    }
  }

  /** The number of bytes of the longest token. */
  int longest() {
    return longest;
  }

  long bytes() {
    return 11L * end.length + 4L * same.length;
  }
}
