package dev.spillway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BlockFrameTest {
  private static final int PAYLOAD = 64;
  private static final int[] TOKENS = {1, 2, 3, 4};
  private static final BlockChain CHAIN = chain("tenant", TOKENS);

  @Test
  void a_value_is_the_block_that_it_was_written_as() {
    assertThat(BlockFrame.holds(value(true), CHAIN, 1, 2, PAYLOAD, true)).isTrue();
    assertThat(BlockFrame.holds(value(false), CHAIN, 1, 2, PAYLOAD, false)).isTrue();
  }

  @Test
  void a_value_is_no_other_block() {
    var value = value(true);
    assertThat(holds(value, chain("tenant", new int[] {1, 2, 3, 5}), 1)).isFalse();
    assertThat(holds(value, chain("tenant", new int[] {1, 5, 3, 4}), 1)).isFalse();
    assertThat(holds(value, CHAIN, 0)).isFalse();
    assertThat(BlockFrame.holds(value, CHAIN, 1, 3, PAYLOAD, true)).isFalse();
    assertThat(BlockFrame.holds(value, CHAIN, 1, 2, PAYLOAD - 1, true)).isFalse();
    assertThat(BlockFrame.holds(new byte[0], CHAIN, 1, 2, PAYLOAD, true)).isFalse();
  }

  @Property(seed = "1")
  void law_a_cache_may_only_save_time_a_value_with_any_bit_flipped_is_not_there(
      @ForAll @IntRange(max = (BlockFrame.HEADER + PAYLOAD) * 8 - 1) int bit) {
    var sealed = value(true);
    sealed[bit / 8] ^= (byte) (1 << bit % 8);
    assertThat(holds(sealed, CHAIN, 1)).isFalse();
    var trusted = value(false);
    trusted[bit / 8] ^= (byte) (1 << bit % 8);
    // Without a code nobody looks at where it would be, nor at what holds nothing.
    boolean idle = bit / 8 >= 84 && bit / 8 < BlockFrame.HEADER;
    assertThat(BlockFrame.holds(trusted, CHAIN, 1, 2, PAYLOAD, false)).isEqualTo(idle);
  }

  /** Who may write to the store knows the names and all values there, and can make any checksum. */
  @Test
  void law_a_cache_may_only_save_time_a_value_that_lies_with_a_right_checksum_is_not_there() {
    var lie = value(true);
    lie[BlockFrame.HEADER + 5] ^= 1;
    var crc = new CRC32C();
    crc.update(lie, 0, 80);
    crc.update(lie, BlockFrame.HEADER, PAYLOAD);
    ByteBuffer.wrap(lie).putInt(80, (int) crc.getValue());
    assertThat(BlockFrame.holds(lie, CHAIN, 1, 2, PAYLOAD, false)).as("the checksum").isTrue();
    assertThat(holds(lie, CHAIN, 1)).isFalse();
    for (var namespace : List.of("another", Seal.of("tenant").label())) {
      chain(namespace, TOKENS).seal(1).put(lie, 80, 84);
      assertThat(holds(lie, CHAIN, 1)).isFalse();
    }
    Arrays.fill(lie, 84, 100, (byte) 0);
    assertThat(holds(lie, CHAIN, 1)).isFalse();
  }

  @Test
  void a_value_without_a_code_is_not_there_for_who_wants_one() {
    assertThat(holds(value(false), CHAIN, 1)).isFalse();
    assertThat(BlockFrame.holds(value(true), CHAIN, 1, 2, PAYLOAD, false)).isTrue();
  }

  @Test
  void the_blocks_of_a_shared_beginning_are_sealed_for_all_who_share_it_and_no_others() {
    var mine = new BlockSpace(new TextOwner("mine", "ours", 2), "m", "f32", 2).chain(TOKENS, 4);
    var yours = new BlockSpace(new TextOwner("yours", "ours", 2), "m", "f32", 2).chain(TOKENS, 4);
    for (int block = 0; block < 2; block++) {
      var value = BlockFrame.begin(PAYLOAD);
      BlockFrame.finish(value, mine, block, 2, true);
      assertThat(holds(value, mine, block)).isTrue();
      assertThat(holds(value, yours, block)).isEqualTo(block == 0);
    }
  }

  private static boolean holds(byte[] value, BlockChain chain, int block) {
    return BlockFrame.holds(value, chain, block, 2, PAYLOAD, true);
  }

  private static BlockChain chain(String tenant, int[] tokens) {
    return new BlockSpace(TextOwner.of(tenant), "model", "f32", 2).chain(tokens, tokens.length);
  }

  private static byte[] value(boolean sealed) {
    var value = BlockFrame.begin(PAYLOAD);
    var random = new Random(7);
    for (int i = BlockFrame.HEADER; i < value.length; i++) {
      value[i] = (byte) random.nextInt();
    }
    BlockFrame.finish(value, CHAIN, 1, 2, sealed);
    return value;
  }
}
