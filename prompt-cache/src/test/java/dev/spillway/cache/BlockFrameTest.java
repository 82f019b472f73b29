package dev.spillway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BlockFrameTest {
  private static final int PAYLOAD = 64;
  private static final BlockKey PARENT = BlockKey.root("model", "tenant");
  private static final BlockKey KEY = PARENT.next(new int[] {1, 2}, 0, 2);

  @Test
  void a_value_is_the_block_that_it_was_written_as() {
    assertThat(BlockFrame.holds(value(), KEY, PARENT, 2, PAYLOAD)).isTrue();
  }

  @Test
  void a_value_is_no_other_block() {
    var other = PARENT.next(new int[] {1, 3}, 0, 2);
    assertThat(BlockFrame.holds(value(), other, PARENT, 2, PAYLOAD)).isFalse();
    assertThat(BlockFrame.holds(value(), KEY, other, 2, PAYLOAD)).isFalse();
    assertThat(BlockFrame.holds(value(), KEY, PARENT, 3, PAYLOAD)).isFalse();
    assertThat(BlockFrame.holds(value(), KEY, PARENT, 2, PAYLOAD - 1)).isFalse();
    assertThat(BlockFrame.holds(new byte[0], KEY, PARENT, 2, PAYLOAD)).isFalse();
  }

  @Property(seed = "1")
  void law_a_cache_may_only_save_time_a_value_with_any_bit_flipped_is_not_there(
      @ForAll @IntRange(max = (BlockFrame.HEADER + PAYLOAD) * 8 - 1) int bit) {
    var value = value();
    value[bit / 8] ^= (byte) (1 << bit % 8);
    // Nobody looks at the twelve bytes that hold nothing.
    boolean idle = bit / 8 >= 84 && bit / 8 < BlockFrame.HEADER;
    assertThat(BlockFrame.holds(value, KEY, PARENT, 2, PAYLOAD)).isEqualTo(idle);
  }

  private static byte[] value() {
    var value = BlockFrame.begin(PAYLOAD);
    var random = new Random(7);
    for (int i = BlockFrame.HEADER; i < value.length; i++) {
      value[i] = (byte) random.nextInt();
    }
    BlockFrame.finish(value, KEY, PARENT, 2);
    return value;
  }
}
