package dev.spillway.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;

class AnswerStatisticsTest {

  @Property(seed = "1")
  void what_is_kept_token_by_token_is_what_all_tokens_say(
      @ForAll @Size(min = 2, max = 40) List<@FloatRange(min = -9, max = 0) Float> logprobs) {
    var kept = AnswerStatistics.EMPTY;
    for (var logprob : logprobs) {
      kept = kept.plus(logprob);
    }
    var sorted = logprobs.stream().sorted().toList();
    double sum = logprobs.stream().mapToDouble(Float::doubleValue).sum();

    assertThat(kept.tokens()).isEqualTo(logprobs.size());
    assertThat(kept.min()).isEqualTo((double) sorted.get(0));
    assertThat(kept.secondMin()).isEqualTo((double) sorted.get(1));
    assertThat(kept.first()).isEqualTo((double) logprobs.getFirst());
    assertThat(kept.sum()).isCloseTo(sum, within(1e-4));
    assertThat(kept.doubtful())
        .isEqualTo((int) logprobs.stream().filter(each -> Math.exp(each) < 0.6).count());
  }
}
