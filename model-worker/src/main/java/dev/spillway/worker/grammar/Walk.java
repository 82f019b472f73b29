package dev.spillway.worker.grammar;

import java.util.BitSet;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Goes through the tokens of a vocabulary along what a grammar allows. */
final class Walk {
  private final TokenTrie trie;
  private final IntConsumer accepted;
  private final IntStream.Builder exits = IntStream.builder();

  private Walk(TokenTrie trie, BitSet accepted) {
    this.trie = trie;
    this.accepted = accepted::set;
  }

  /** What can follow a way to read a text, whatever follows its rule. */
  static Reach from(TokenTrie trie, Top top) {
    var accepted = new BitSet();
    var walk = new Walk(trie, accepted);
    walk.within(new Top(top.state(), top.least(), top.most(), new Frame()));
    return new Reach(accepted, walk.exits.build().toArray());
  }

  /** Adds the tokens that go on from one of some nodes, where the text is at a configuration. */
  static void on(TokenTrie trie, int[] nodes, Configuration configuration, BitSet accepted) {
    var walk = new Walk(trie, accepted);
    var first = configuration.first();
    for (int node : nodes) {
      for (int child = node + 1; child < trie.end(node); child = trie.end(child)) {
        // There are many nodes, and little that can follow.
        if (first.get(trie.label(child))) {
          walk.step(child, configuration);
        }
      }
    }
  }

  /**
   * From the root. As long as only bytes happen, which is nearly always in the states from which
   * many tokens can follow, there is one state with its counters, and nothing is made for a node:
   * the arrays say for each depth what a {@link Top} would.
   */
  private void within(Top start) {
    var states = new State[trie.longest() + 1];
    var least = new int[states.length];
    var most = new int[states.length];
    states[0] = start.state();
    least[0] = start.least();
    most[0] = start.most();
    int node = 1;
    while (node < trie.nodes()) {
      int depth = trie.depth(node);
      int before = depth - 1;
      var edge = states[before].edge(trie.label(node));
      boolean counts = edge != null && edge.gate() == Gate.COUNT;
      if (edge == null
          || (counts && most[before] == 0)
          || (edge.gate() == Gate.ENOUGH && least[before] > 0)) {
        node = trie.end(node);
        continue;
      }
      states[depth] = edge.to();
      least[depth] = counts ? Math.max(0, least[before] - 1) : least[before];
      boolean fewer = counts && most[before] != Top.UNBOUNDED;
      most[depth] = fewer ? most[before] - 1 : most[before];
      if (edge.to().plain()) {
        trie.tokens(node, accepted);
        node++;
      } else {
        var top = new Top(edge.to(), least[depth], most[depth], start.frame());
        reach(node, Configuration.of(top));
        node = trie.end(node);
      }
    }
  }

  private void step(int node, Configuration before) {
    var configuration = before.step(trie.label(node));
    if (!configuration.nowhere()) {
      reach(node, configuration);
    }
  }

  private void reach(int node, Configuration configuration) {
    trie.tokens(node, accepted);
    if (trie.leaf(node)) {
      return;
    }
    if (configuration.ended()) {
      exits.add(node);
    }
    if (!configuration.tops().isEmpty()) {
      for (int child = node + 1; child < trie.end(node); child = trie.end(child)) {
        step(child, configuration);
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
