package dev.spillway.router.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.contracts.error.SpillwayException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RouterFileTest {
  private static final List<Example> EXAMPLES = new World(1).examples(300);

  private static CascadeRouter router;
  private static byte[] bytes;

  @BeforeAll
  static void train() {
    router = CascadeTrainer.read(EXAMPLES).router();
    bytes = router.toBytes();
  }

  @Test
  void a_router_that_was_written_and_read_decides_as_before() {
    var read = CascadeRouter.read(bytes);

    for (double worth : new double[] {0.01, 0.1, 1, 10, 100}) {
      assertThat(new RoutingReplay(read, EXAMPLES).outcomes(worth))
          .isEqualTo(new RoutingReplay(router, EXAMPLES).outcomes(worth));
    }
    assertThat(read.toBytes()).isEqualTo(bytes);
  }

  @Test
  void bytes_that_are_no_router_are_refused_with_the_reason() {
    assertRefused("hello, world".getBytes(StandardCharsets.UTF_8), "is not a router");
    assertRefused(new byte[0], "is not a router");
  }

  @Test
  void a_router_of_another_format_is_refused_with_both_formats() {
    byte[] newer = bytes.clone();
    newer[7] = 9;

    assertRefused(newer, "has format 9; this release reads up to 3");
  }

  /** Format 1 had fewer inputs: what is said to be of that format must fit them. */
  @Test
  void a_router_is_read_with_the_inputs_of_its_own_format() {
    byte[] older = bytes.clone();
    older[7] = 1;

    assertRefused(older, "does not know what to do");
  }

  @Test
  void a_router_cut_short_or_changed_anywhere_is_refused() {
    for (int length = 12; length < bytes.length; length += bytes.length / 50) {
      assertRefused(Arrays.copyOf(bytes, length), "was cut short or changed");
    }
    for (int at = 12; at < bytes.length; at += bytes.length / 50) {
      byte[] changed = bytes.clone();
      changed[at] ^= 4;
      assertRefused(changed, "was cut short or changed");
    }
  }

  private static void assertRefused(byte[] bytes, String why) {
    assertThatThrownBy(() -> CascadeRouter.read(bytes))
        .isInstanceOf(SpillwayException.class)
        .hasMessageContaining(why);
  }
}
