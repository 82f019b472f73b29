package dev.spillway.worker.grammar;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.BitSet;

/**
 * Which tokens of one vocabulary may follow a text.
 *
 * <p>What can follow each way to read it is kept, by the state it is in, and joined: so what
 * several grammars share, such as the inside of a string, is found once. Only tokens that go on
 * after a rule's end are looked at anew, each time ({@link Reach}). Counters matter no further than
 * the longest token can count, so that long strings and arrays have few masks, too.
 *
 * <p>What is kept is bounded in bytes, and what was dropped is computed again. Any thread.
 */
final class Masks {
  private final TokenTrie trie;
  private final Cache<Key, Reach> reaches;

  /** By the state's id: what is kept must not keep a grammar that is not. */
  private record Key(long state, int least, int most) {}

  /**
   * @param bytes that may be kept
   */
  Masks(TokenTrie trie, long bytes) {
    this.trie = trie;
    this.reaches =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher((Key key, Reach reach) -> reach.bytes())
            .executor(Runnable::run)
            .build();
  }

  /** Adds the tokens that may follow to {@code allowed}. */
  void fill(Configuration configuration, BitSet allowed) {
    for (var top : configuration.tops()) {
      var reach = reach(top);
      reach.addTo(allowed);
      if (reach.exits().length > 0 && !top.frame().bottom()) {
        Walk.on(trie, reach.exits(), Configuration.after(top.frame()), allowed);
      }
    }
  }

  /** Computes what will be asked for, so that nobody waits for it then. */
  void warm(State state) {
    if (!state.edges().isEmpty()) {
      var _ = reach(new Top(state, 0, Top.UNBOUNDED, new Frame()));
    }
  }

  private Reach reach(Top top) {
    return reaches.get(
        new Key(top.state().id(), clamp(top.least()), clamp(top.most())),
        _ -> Walk.from(trie, top));
  }

  private int clamp(int count) {
    return count > trie.longest() ? Top.UNBOUNDED : count;
  }

  TokenTrie trie() {
    return trie;
  }

  /** Of what is kept, the tree of all tokens included. */
  long bytes() {
    return trie.bytes() + reaches.policy().eviction().orElseThrow().weightedSize().orElse(0);
  }
}
