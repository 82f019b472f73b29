package dev.spillway.worker.grammar;

import java.util.BitSet;
import java.util.stream.IntStream;

/** Goes through the tokens of a vocabulary along what a grammar allows. */
final class Walk {
  private final TokenTrie trie;
  private final BitSet accepted;
  private final IntStream.Builder exits = IntStream.builder();

  private Walk(TokenTrie trie, BitSet accepted) {
    this.trie = trie;
    this.accepted = accepted;
  }

  /** What can follow a way to read a text, whatever follows its rule. */
  static Reach from(TokenTrie trie, Top top) {
    var walk = new Walk(trie, new BitSet());
    walk.within(new Top(top.state(), top.least(), top.most(), new Frame()));
    return new Reach(walk.accepted, walk.exits.build().toArray());
  }

  /** Adds the tokens that go on from {@code node} after a configuration. */
  static void on(TokenTrie trie, int node, Configuration configuration, BitSet accepted) {
    new Walk(trie, accepted).below(node, configuration);
  }

  /**
   * The same as {@link #below} from the root, without a configuration for each node: as long as
   * only bytes happen, which is nearly always in the states from which many tokens can follow,
   * there is one state and its counters.
   */
  private void within(Top start) {
    var tops = new Top[trie.longest() + 1];
    tops[0] = start;
    int node = 1;
    while (node < trie.nodes()) {
      int depth = trie.depth(node);
      var next = tops[depth - 1].step(trie.label(node));
      if (next == null) {
        node = trie.end(node);
      } else if (next.state().plain()) {
        tops[depth] = next;
        trie.tokens(node, accepted::set);
        node++;
      } else {
        reach(node, Configuration.of(next));
        node = trie.end(node);
      }
    }
  }

  private void reach(int node, Configuration configuration) {
    trie.tokens(node, accepted::set);
    if (trie.leaf(node)) {
      return;
    }
    if (configuration.ended()) {
      exits.add(node);
    }
    below(node, configuration);
  }

  private void below(int node, Configuration configuration) {
    if (configuration.tops().isEmpty()) {
      return;
    }
    for (int child = node + 1; child < trie.end(node); child = trie.end(child)) {
      var next = configuration.step(trie.label(child));
      if (!next.nowhere()) {
        reach(child, next);
      }
    }
  }

  /** How many nodes are in the branches that begin with bytes that a state has edges for. */
  static long most(TokenTrie trie, State state) {
    long nodes = 0;
    for (int child = 1; child < trie.nodes(); child = trie.end(child)) {
      if (state.edge(trie.label(child)) != null) {
        nodes += trie.end(child) - child;
      }
    }
    return nodes;
  }
}
