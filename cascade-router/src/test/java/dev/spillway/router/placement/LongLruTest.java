package dev.spillway.router.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LongLruTest {

  @Property(seed = "1")
  void it_holds_what_was_used_last(
      @ForAll @IntRange(max = 12) int capacity,
      @ForAll @Size(max = 300) List<@LongRange(min = -10, max = 10) Long> used) {
    var lru = new LongLru((long) capacity * LongLru.BYTES_PER_ENTRY);
    var expected = new LinkedHashSet<Long>();
    for (long value : used) {
      lru.use(value);
      expected.remove(value);
      expected.add(value);
      if (expected.size() > capacity) {
        expected.removeFirst();
      }
      assertThat(lru.size()).isEqualTo(expected.size());
      for (long any = -10; any <= 10; any++) {
        assertThat(lru.contains(any)).isEqualTo(expected.contains(any));
      }
    }
  }

  @Property(seed = "1")
  void it_takes_no_more_bytes_than_it_may(@ForAll @IntRange(min = 64, max = 1 << 20) int bytes) {
    assertThat(new LongLru(bytes).bytes()).isLessThanOrEqualTo(bytes);
  }

  @Test
  void without_room_it_holds_nothing() {
    var lru = new LongLru(0);
    lru.use(1);
    assertThat(lru.contains(1)).isFalse();
  }
}
