package dev.spillway.router.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FoldTest {

  @Test
  void each_example_is_kept_from_one_part_and_seen_in_the_others() {
    var examples = List.of(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
    double[] labels = {0, 1, 2, 3, 4, 5, 6};
    assertThat(new Fold(1, 3, 7).seen(examples)).containsExactly(0.0, 2.0, 3.0, 5.0, 6.0);
    for (int number = 0; number < 3; number++) {
      var fold = new Fold(number, 3, 7);
      assertThat(fold.seen(labels))
          .containsExactly(fold.seen(examples).stream().mapToDouble(each -> each).toArray());
    }
  }
}
