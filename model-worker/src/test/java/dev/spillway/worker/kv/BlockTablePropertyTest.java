package dev.spillway.worker.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  @Property(tries = 300)
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
    int before = pool.free();
    var opened = BlockTable.open(pool, tokens, prompt, tokens.length);
    if (opened.isEmpty()) {
      assertThat(pool.free()).isEqualTo(before).isLessThan(KvShape.blocksFor(tokens.length));
      return;
    }
    var table = opened.get();
    assertThat(table.cachedTokens()).isLessThan(prompt);
    for (int b = 0; b < KvShape.blocksFor(tokens.length); b++) {
      int end = Math.min(tokens.length, (b + 1) * TOKENS);
      var content = Arrays.stream(tokens, 0, end).boxed().toList();
      if (b * TOKENS < table.cachedTokens()) {
        assertThat(held.get(table.blocks()[b])).as("what is shared is right").isEqualTo(content);
      } else {
        held.put(table.blocks()[b], content);
      }
    }
    table.computed(tokens, random.nextInt(table.cachedTokens(), tokens.length + 1));
    open.add(table);
  }

  private static void assertConsistent(BlockPool pool, List<BlockTable> open) {
    var distinct = new HashSet<Integer>();
    for (var table : open) {
      int cached = table.cachedTokens() / TOKENS;
      for (int b = 0; b < table.blocks().length; b++) {
        boolean unseen = distinct.add(table.blocks()[b]);
        assertThat(unseen || b < cached).as("only cached blocks have several owners").isTrue();
      }
    }
    assertThat(pool.used()).isEqualTo(distinct.size());
    assertThat(pool.used() + pool.free()).isEqualTo(pool.blocks());
  }

  @Property(tries = 50)
  void what_was_computed_is_found_again_until_its_blocks_are_needed(
      @ForAll @IntRange(min = 17, max = 96) int length) {
    var pool = new BlockPool(KvShape.blocksFor(length) + 1);
    int[] tokens = new SplittableRandom(length).ints(length, 0, 1000).toArray();
    var first = BlockTable.open(pool, tokens, length, length).orElseThrow();
    first.computed(tokens, length);
    first.close();
    var second = BlockTable.open(pool, tokens, length, length).orElseThrow();
    assertThat(second.cachedTokens()).isEqualTo((length - 1) / TOKENS * TOKENS);
    second.close();
    int[] other = new SplittableRandom(-length).ints(length + TOKENS, 0, 1000).toArray();
    BlockTable.open(pool, other, length, length + TOKENS).orElseThrow().close();
    var third = BlockTable.open(pool, tokens, length, length).orElseThrow();
    assertThat(third.cachedTokens()).isZero();
  }

  @Property(tries = 1)
  void giving_back_twice_is_an_error() {
    var pool = new BlockPool(2);
    var table = BlockTable.open(pool, new int[] {1}, 1, 20).orElseThrow();
    table.close();
    assertThatThrownBy(table::close).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> pool.release(0)).isInstanceOf(IllegalStateException.class);
    assertThat(pool.free()).isEqualTo(2);
  }
}
