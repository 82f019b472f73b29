package dev.spillway.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BodyMemoryTest {
  private static final int PART = 1 << 18;
  private static final long LIMIT = 16L * PART;

  /** Four parts are short. */
  @Property(seed = "1")
  void bounded_everything(@ForAll @Size(max = 60) List<@IntRange(max = 5) Integer> whoseTurn) {
    var memory = new BodyMemory(LIMIT);
    var has = new long[6];
    for (int who : whoseTurn) {
      long all = IntStream.range(0, has.length).mapToLong(i -> has[i]).sum();
      boolean isLong = has[who] + PART > BodyMemory.SHORT;
      boolean given = memory.take(has[who], PART);
      assertThat(given).isEqualTo(all + PART <= (isLong ? LIMIT / 2 : LIMIT));
      if (given) {
        has[who] += PART;
      } else {
        memory.giveBack(has[who]);
        has[who] = 0;
      }
      assertThat(memory.taken())
          .isEqualTo(IntStream.range(0, has.length).mapToLong(i -> has[i]).sum())
          .isBetween(0L, LIMIT);
    }
  }

  @Property(seed = "1")
  void the_longest_body_finds_place_alone(@ForAll @IntRange(min = 1, max = 4 << 20) int limit) {
    var memory = new BodyMemory(limit);
    int longest = (int) memory.longest();
    assertThat(memory.take(0, longest)).isTrue();
    memory.giveBack(longest);
    assertThat(memory.take(0, longest + 1)).isFalse();
  }

  @Test
  void however_many_take_at_once_no_more_is_given_than_there_is() throws Exception {
    int threads = 8;
    var memory = new BodyMemory(LIMIT);
    var begin = new CountDownLatch(1);
    try (var all = Executors.newFixedThreadPool(threads)) {
      var given = new ArrayList<Future<Integer>>();
      for (int i = 0; i < threads; i++) {
        given.add(
            all.submit(
                () -> {
                  begin.await();
                  int got = 0;
                  while (memory.take(0, 1_000)) {
                    got++;
                  }
                  return got;
                }));
      }
      begin.countDown();
      int sum = 0;
      for (var each : given) {
        sum += each.get();
      }
      assertThat(sum).isEqualTo((int) (LIMIT / 1_000));
      assertThat(memory.taken()).isEqualTo(sum * 1_000L);
    }
  }
}
