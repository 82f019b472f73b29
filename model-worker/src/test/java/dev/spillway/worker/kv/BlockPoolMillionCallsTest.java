package dev.spillway.worker.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.cache.TextOwner;
import dev.spillway.worker.kernel.KvShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Against a count of owners that is kept by hand. */
class BlockPoolMillionCallsTest {
  private static final int CALLS = 1_000_000;
  private static final int BLOCKS = 64;
  private static final int MOST = 10 * KvShape.BLOCK_TOKENS;

  private static final class Held {
    final BlockTable table;
    final int[] tokens;

    Held(BlockTable table, int[] tokens) {
      this.table = table;
      this.tokens = tokens;
    }
  }

  private final SplittableRandom random = new SplittableRandom(20230906);
  private final BlockPool pool = new BlockPool(BLOCKS);
  private final List<Held> open = new ArrayList<>();
  private final long[] calls = new long[6];
  private long copies;

  @Test
  void a_million_random_calls_lose_no_block_and_give_none_twice() {
    for (int i = 0; i < CALLS; i++) {
      call();
      if (i % 64 == 0) {
        assertOwners();
      }
    }
    assertThat(Arrays.stream(calls).min().orElse(0))
        .as("each kind was made often")
        .isGreaterThan(CALLS / 100);
    assertThat(copies).isPositive();
    open.forEach(held -> held.table.close());
    assertThat(pool.used()).isZero();
    assertThat(pool.free()).isEqualTo(BLOCKS);
    for (int block = 0; block < BLOCKS; block++) {
      assertThat(pool.owners(block)).isZero();
    }
  }

  private void call() {
    int kind = open.size() < 4 ? 0 : open.size() > 24 ? 4 : random.nextInt(6);
    calls[kind]++;
    if (kind == 0) {
      begin();
      return;
    }
    int at = random.nextInt(open.size());
    var held = open.get(at);
    var table = held.table;
    int room = table.size() * KvShape.BLOCK_TOKENS;
    switch (kind) {
      case 1 -> {
        int from = Math.max(table.indexedTokens(), room - random.nextInt(KvShape.BLOCK_TOKENS));
        int to = Math.min(MOST, from + random.nextInt(40));
        if (from <= to && table.grow(from, to, _ -> copies++)) {
          table.computed(held.tokens, Math.max(table.indexedTokens(), to));
        }
      }
      case 2 -> table.extend(held.tokens, MOST);
      case 3 ->
          open.add(
              new Held(
                  table.fork(random.nextInt(table.indexedTokens(), room + 1), MOST), held.tokens));
      case 4 -> open.remove(at).table.close();
      default -> table.trim(random.nextInt(table.indexedTokens(), room + 1));
    }
  }

  private void begin() {
    int[] tokens = new int[MOST];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = i % KvShape.BLOCK_TOKENS == 0 ? random.nextInt(3) : 1;
    }
    int length = random.nextInt(1, MOST);
    var match = PrefixMatch.find(pool, TextOwner.NOBODY, tokens, length);
    open.add(new Held(BlockTable.open(pool, match, MOST), tokens));
  }

  private void assertOwners() {
    var owners = new int[BLOCKS];
    int distinct = 0;
    for (var held : open) {
      for (int i = 0; i < held.table.size(); i++) {
        distinct += owners[held.table.blocks()[i]]++ == 0 ? 1 : 0;
      }
    }
    for (int block = 0; block < BLOCKS; block++) {
      if (pool.owners(block) != owners[block]) {
        assertThat(pool.owners(block)).as("owners of %d", block).isEqualTo(owners[block]);
      }
    }
    assertThat(pool.used()).isEqualTo(distinct);
    assertThat(pool.used() + pool.free()).isEqualTo(BLOCKS);
    assertThat(pool.prefixes().size()).isLessThanOrEqualTo(BLOCKS);
  }
}
