package dev.spillway.worker.grammar;

import java.util.BitSet;

/**
 * The tokens that can follow a {@link Top}, as far as that does not depend on what follows its
 * rule: those that stay within the rule or end with it, and for those that go on after it, where in
 * the {@link TokenTrie} the rule ends. XGrammar (Dong et al., 2411.15100, section 3.1) calls the
 * former context-independent, and they are nearly all.
 */
final class Reach {
  private static final int[] NONE = {};

  /** Fewer are kept one by one, more as a set. */
  private final int[] few;

  private final BitSet many;
  private final int[] exits;

  Reach(BitSet tokens, int[] exits) {
    boolean sparse = tokens.cardinality() * 32L < tokens.length();
    this.few = sparse ? tokens.stream().toArray() : NONE;
    this.many = sparse ? new BitSet(0) : tokens;
    this.exits = exits;
  }

  void addTo(BitSet allowed) {
    for (int token : few) {
      allowed.set(token);
    }
    allowed.or(many);
  }

  /** Nodes with others below them, at which the rule may end. */
  int[] exits() {
    return exits;
  }

  int bytes() {
    return 96 + 4 * few.length + 4 * exits.length + many.size() / 8;
  }
}
