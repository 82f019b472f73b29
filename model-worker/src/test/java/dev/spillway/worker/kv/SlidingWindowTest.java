package dev.spillway.worker.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.cache.TextOwner;
import dev.spillway.worker.kernel.KvShape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SlidingWindowTest {
  private static final int TOKENS = KvShape.BLOCK_TOKENS;
  private static final int LENGTH = 20 * TOKENS;

  @Property(tries = 300, seed = "1")
  void what_a_token_sees_is_never_given_away_and_a_long_answer_needs_the_window_and_two_blocks(
      @ForAll @IntRange(min = 1, max = 150) int window, @ForAll long seed) {
    var random = new SplittableRandom(seed);
    // Room for this one and for a neighbour that takes whatever is free.
    var pool = new BlockPool(window / TOKENS + 2 + random.nextInt(4), window);
    int[] tokens = random.ints(LENGTH, 0, 1000).toArray();
    var table = BlockTable.open(pool, PrefixMatch.find(pool, TextOwner.NOBODY, tokens, 1), LENGTH);
    Map<Integer, Integer> written = new HashMap<>();
    for (int at = 0; at < LENGTH; at++) {
      assertThat(table.grow(at, at + 1, SlidingWindowTest::noCopy)).isTrue();
      assertThat(table.size()).isLessThanOrEqualTo(window / TOKENS + 2);
      int[] blocks = table.blocks();
      written.put(blocks[at / TOKENS], at / TOKENS);
      for (int seen = Math.max(0, at + 1 - window); seen <= at; seen++) {
        assertThat(blocks[seen / TOKENS]).isNotNegative();
        assertThat(written).containsEntry(blocks[seen / TOKENS], seen / TOKENS);
      }
      table.computed(tokens, at + 1);
      overwriteAllThatIsFree(pool, written, random);
    }
    table.close();
    assertThat(pool.used()).isZero();
  }

  private static void overwriteAllThatIsFree(
      BlockPool pool, Map<Integer, Integer> written, SplittableRandom random) {
    if (random.nextInt(8) > 0) {
      return;
    }
    var taken = new HashSet<Integer>();
    while (pool.free() > 0) {
      int block = pool.allocate();
      taken.add(block);
      written.remove(block);
    }
    taken.forEach(pool::release);
  }

  @Property(tries = 200, seed = "1")
  void a_prefix_that_left_the_window_is_found_as_long_as_its_blocks_are_free(
      @ForAll @IntRange(min = 1, max = 150) int window) {
    var pool = new BlockPool(LENGTH / TOKENS + 1, window);
    int[] tokens = new SplittableRandom(window).ints(LENGTH, 0, 1000).toArray();
    var first =
        BlockTable.open(pool, PrefixMatch.find(pool, TextOwner.NOBODY, tokens, LENGTH), LENGTH);
    assertThat(first.grow(0, LENGTH, SlidingWindowTest::noCopy)).isTrue();
    first.computed(tokens, LENGTH);
    var second =
        BlockTable.open(pool, PrefixMatch.find(pool, TextOwner.NOBODY, tokens, LENGTH), LENGTH);
    assertThat(second.indexedTokens()).isEqualTo(LENGTH - TOKENS);
    assertThat(second.size()).isLessThanOrEqualTo(window / TOKENS + 2);
    for (int seen = Math.max(0, LENGTH - TOKENS + 1 - window); seen < LENGTH - TOKENS; seen++) {
      assertThat(second.blocks()[seen / TOKENS]).isNotNegative();
    }
    first.close();
    second.close();
    assertThat(pool.used()).isZero();
  }

  @Example
  void a_prefix_whose_beginning_was_needed_by_others_is_not_found() {
    var pool = new BlockPool(4, TOKENS);
    int[] tokens = new SplittableRandom(1).ints(4 * TOKENS, 0, 1000).toArray();
    var table =
        BlockTable.open(pool, PrefixMatch.find(pool, TextOwner.NOBODY, tokens, 1), tokens.length);
    assertThat(table.grow(0, tokens.length, SlidingWindowTest::noCopy)).isTrue();
    table.computed(tokens, tokens.length);
    assertThat(PrefixMatch.find(pool, TextOwner.NOBODY, tokens, tokens.length).size()).isEqualTo(3);
    pool.allocate();
    assertThat(PrefixMatch.find(pool, TextOwner.NOBODY, tokens, tokens.length).size()).isZero();
  }

  private static void noCopy(BlockMove move) {
    throw new AssertionError("nothing to copy, but " + move);
  }
}
