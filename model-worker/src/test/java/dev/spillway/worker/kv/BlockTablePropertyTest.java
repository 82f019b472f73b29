package dev.spillway.worker.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.cache.TextOwner;
import dev.spillway.worker.kernel.KvShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BlockTablePropertyTest {
  private static final int TOKENS = KvShape.BLOCK_TOKENS;

  /** Prompts are made of few different blocks, so that prefixes are often shared. */
  @Property(tries = 300, seed = "1")
  void blocks_are_neither_lost_nor_given_twice_nor_mistaken(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 24) int blocks) {
    var random = new SplittableRandom(seed);
    var pool = new BlockPool(blocks);
    var open = new ArrayList<BlockTable>();
    var held = new HashMap<Integer, List<Integer>>();
    for (int i = 0; i < 120; i++) {
      if (random.nextInt(3) > 0 || open.isEmpty()) {
        tryOpen(pool, random, open, held);
      } else {
        open.remove(random.nextInt(open.size())).close();
      }
      assertConsistent(pool, open);
    }
    open.forEach(BlockTable::close);
    assertThat(pool.used()).isZero();
    assertThat(pool.free()).isEqualTo(blocks);
    assertThat(pool.prefixes().size()).isLessThanOrEqualTo(blocks);
  }

  private static void tryOpen(
      BlockPool pool,
      SplittableRandom random,
      List<BlockTable> open,
      Map<Integer, List<Integer>> held) {
    var tokens = new int[random.nextInt(1, 6 * TOKENS)];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = i % TOKENS == 0 ? random.nextInt(2) : i;
    }
    int prompt = random.nextInt(1, tokens.length + 1);
    var table =
        BlockTable.open(
            pool, PrefixMatch.find(pool, TextOwner.NOBODY, tokens, prompt), tokens.length);
    assertThat(table.indexedTokens()).isLessThan(prompt);
    int before = pool.free();
    if (!table.grow(table.indexedTokens(), tokens.length, BlockTablePropertyTest::noCopy)) {
      assertThat(pool.free()).isEqualTo(before).isLessThan(KvShape.blocksFor(tokens.length));
      table.close();
      return;
    }
    for (int b = 0; b < KvShape.blocksFor(tokens.length); b++) {
      int end = Math.min(tokens.length, (b + 1) * TOKENS);
      var content = Arrays.stream(tokens, 0, end).boxed().toList();
      if (b * TOKENS < table.indexedTokens()) {
        assertThat(held.get(table.blocks()[b])).as("what is shared is right").isEqualTo(content);
      } else {
        held.put(table.blocks()[b], content);
      }
    }
    table.computed(tokens, random.nextInt(table.indexedTokens(), tokens.length + 1));
    open.add(table);
  }

  private static void assertConsistent(BlockPool pool, List<BlockTable> open) {
    var distinct = new HashSet<Integer>();
    for (var table : open) {
      int indexed = table.indexedTokens() / TOKENS;
      for (int b = 0; b < table.size(); b++) {
        boolean unseen = distinct.add(table.blocks()[b]);
        assertThat(unseen || b < indexed).as("only known blocks have several owners").isTrue();
      }
    }
    assertThat(pool.used()).isEqualTo(distinct.size());
    assertThat(pool.used() + pool.free()).isEqualTo(pool.blocks());
  }

  @Property(tries = 50, seed = "1")
  void what_was_computed_is_found_again_until_its_blocks_are_needed(
      @ForAll @IntRange(min = 17, max = 96) int length) {
    var pool = new BlockPool(KvShape.blocksFor(length) + 1);
    int[] tokens = new SplittableRandom(length).ints(length, 0, 1000).toArray();
    var first = open(pool, tokens, length);
    first.computed(tokens, length);
    first.close();
    var second = open(pool, tokens, length);
    assertThat(found(pool, tokens)).isEqualTo((length - 1) / TOKENS * TOKENS);
    second.close();
    int[] other = new SplittableRandom(-length).ints(length + TOKENS, 0, 1000).toArray();
    open(pool, other, length + TOKENS).close();
    assertThat(found(pool, tokens)).isZero();
  }

  @Property(tries = 1, seed = "1")
  void a_table_takes_over_what_another_has_computed_meanwhile() {
    var pool = new BlockPool(8);
    int[] tokens = new SplittableRandom(1).ints(4 * TOKENS, 0, 1000).toArray();
    var late =
        BlockTable.open(
            pool, PrefixMatch.find(pool, TextOwner.NOBODY, tokens, tokens.length), tokens.length);
    var early = open(pool, tokens, tokens.length);
    early.computed(tokens, 2 * TOKENS);
    assertThat(late.extend(tokens, tokens.length)).isEqualTo(2 * TOKENS);
    assertThat(pool.used()).isEqualTo(4);
    late.grow(2 * TOKENS, 2 * TOKENS + 1, BlockTablePropertyTest::noCopy);
    early.computed(tokens, 4 * TOKENS);
    assertThat(late.extend(tokens, tokens.length)).as("it has begun the next").isEqualTo(32);
    assertThat(pool.used()).isEqualTo(5);
    early.close();
    late.close();
    assertThat(pool.used()).isZero();
  }

  @Property(tries = 1, seed = "1")
  void law_tenants_do_not_meet_blocks_of_one_namespace_are_not_found_in_another() {
    var pool = new BlockPool(8);
    int[] tokens = new SplittableRandom(1).ints(4 * TOKENS, 0, 1000).toArray();
    var mine = BlockTable.open(pool, PrefixMatch.find(pool, TextOwner.of("mine"), tokens, 64), 64);
    mine.grow(0, 64, BlockTablePropertyTest::noCopy);
    mine.computed(tokens, 64);
    assertThat(PrefixMatch.find(pool, TextOwner.of("mine"), tokens, 64).size()).isEqualTo(3);
    assertThat(PrefixMatch.find(pool, TextOwner.of("yours"), tokens, 64).size()).isZero();
    assertThat(PrefixMatch.find(pool, TextOwner.NOBODY, tokens, 64).size()).isZero();
  }

  @Property(tries = 200, seed = "1")
  void law_tenants_do_not_meet_beyond_the_beginning_that_they_share(
      @ForAll @IntRange(min = 0, max = 5 * TOKENS) int shared) {
    var pool = new BlockPool(12);
    int[] tokens = new SplittableRandom(1).ints(4 * TOKENS + 1, 0, 1000).toArray();
    var mine = new TextOwner("mine", "ours", shared);
    var yours = new TextOwner("yours", "ours", shared);
    int common = Math.min(4, shared / TOKENS);
    fill(pool, mine, tokens);
    assertThat(PrefixMatch.find(pool, mine, tokens, tokens.length).size()).isEqualTo(4);
    assertThat(PrefixMatch.find(pool, yours, tokens, tokens.length).size()).isEqualTo(common);
    assertThat(PrefixMatch.find(pool, TextOwner.of("yours"), tokens, tokens.length).size())
        .as("without the shared beginning")
        .isZero();
    fill(pool, yours, tokens);
    assertThat(pool.used()).isZero();
    int[] myBlocks = PrefixMatch.find(pool, mine, tokens, tokens.length).blocks();
    int[] yourBlocks = PrefixMatch.find(pool, yours, tokens, tokens.length).blocks();
    assertThat(myBlocks).hasSize(4);
    assertThat(yourBlocks).hasSize(4);
    for (int i = 0; i < 4; i++) {
      assertThat(myBlocks[i] == yourBlocks[i]).as("block %d", i).isEqualTo(i < common);
    }
  }

  private static void fill(BlockPool pool, TextOwner owner, int[] tokens) {
    var match = PrefixMatch.find(pool, owner, tokens, tokens.length);
    var table = BlockTable.open(pool, match, tokens.length);
    table.grow(table.indexedTokens(), 4 * TOKENS, BlockTablePropertyTest::noCopy);
    table.computed(tokens, 4 * TOKENS);
    table.close();
  }

  @Property(tries = 1, seed = "1")
  void what_is_lent_is_not_written_to_before_it_is_given_back() {
    var pool = new BlockPool(2);
    var table = open(pool, new int[] {1}, 20);
    int block = table.blocks()[0];
    var loan = table.lend(0, 1);
    table.close();
    assertThat(pool.free()).isEqualTo(1);
    assertThat(pool.allocate()).isNotEqualTo(block);
    assertThat(pool.free()).isZero();
    loan.close();
    assertThat(pool.allocate()).isEqualTo(block);
  }

  @Property(tries = 1, seed = "1")
  void giving_back_twice_is_an_error() {
    var pool = new BlockPool(2);
    var table = open(pool, new int[] {1}, 20);
    table.close();
    assertThatThrownBy(table::close).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> pool.release(0)).isInstanceOf(IllegalStateException.class);
    assertThat(pool.free()).isEqualTo(2);
  }

  private static BlockTable open(BlockPool pool, int[] tokens, int mostTokens) {
    var match = PrefixMatch.find(pool, TextOwner.NOBODY, tokens, tokens.length);
    var table = BlockTable.open(pool, match, mostTokens);
    assertThat(table.grow(table.indexedTokens(), mostTokens, BlockTablePropertyTest::noCopy))
        .isTrue();
    return table;
  }

  private static int found(BlockPool pool, int[] tokens) {
    return PrefixMatch.find(pool, TextOwner.NOBODY, tokens, tokens.length).size() * TOKENS;
  }

  private static void noCopy(BlockMove move) {
    throw new AssertionError("nothing to copy, but " + move);
  }
}
