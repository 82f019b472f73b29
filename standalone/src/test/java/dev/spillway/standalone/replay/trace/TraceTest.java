package dev.spillway.standalone.replay.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TraceTest {
  @Test
  void the_same_seed_draws_the_same_requests_and_another_others() {
    var one = Synthetic.HEAVY_TAIL.draw(100, 5);
    assertThat(Synthetic.HEAVY_TAIL.draw(100, 5)).isEqualTo(one);
    assertThat(Synthetic.HEAVY_TAIL.draw(100, 6)).isNotEqualTo(one);
  }

  @Test
  void a_heavy_tail_has_most_of_its_tokens_in_few_answers() {
    var lengths =
        Synthetic.HEAVY_TAIL.draw(10_000, 1).requests().stream()
            .mapToInt(TraceRequest::answerTokens)
            .sorted()
            .toArray();
    assertThat(lengths[5_000]).isBetween(33, 39);
    long longest = 0;
    long all = 0;
    for (int i = 0; i < lengths.length; i++) {
      all += lengths[i];
      longest += i >= 9_000 ? lengths[i] : 0;
    }
    assertThat((double) longest / all).isGreaterThan(0.5);
  }

  @Test
  void drawn_requests_come_once_a_second_in_mean() {
    assertThat(Synthetic.HEAVY_TAIL.draw(10_000, 1).rate()).isCloseTo(1, within(0.05));
  }

  @Test
  void stretching_changes_the_rate_and_nothing_else() {
    var trace = Synthetic.HEAVY_TAIL.draw(50, 1);
    var slow = trace.stretched(4);
    assertThat(slow.rate()).isCloseTo(trace.rate() / 4, within(1e-9));
    assertThat(slow.promptTokens()).isEqualTo(trace.promptTokens());
    assertThat(slow.answerTokens()).isEqualTo(trace.answerTokens());
  }
}
