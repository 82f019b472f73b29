package dev.spillway.standalone.replay.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.standalone.replay.trace.Synthetic;
import dev.spillway.standalone.replay.trace.Trace;
import dev.spillway.standalone.replay.trace.TraceRequest;
import java.util.ArrayList;
import java.util.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayLawsTest {
  private static final Trace TRACE = Synthetic.HEAVY_TAIL.draw(400, 3).stretched(0.05);

  @ParameterizedTest
  @CsvSource({
    "fcfs+past-future, 1, 1100",
    "fcfs+no-evict, 1, 1100",
    "fcfs+static, 2, 1100",
    "shortest+past-future, 1, 1100",
    "shortest+predicted, 3, 700",
    "mlfq+past-future, 1, 700",
    "mlfq+past-future, 2, 5000"
  })
  void every_request_ends_once_and_tokens_add_up(String policy, int workers, int blocks) {
    var run = Setups.twin(policy, workers, blocks).play(TRACE, ended -> {});
    var outcomes =
        run.outcomes().stream().sorted(Comparator.comparingLong(Outcome::serial)).toList();

    assertThat(run.refused()).isZero();
    assertThat(outcomes).hasSize(TRACE.size());
    for (int i = 0; i < outcomes.size(); i++) {
      var outcome = outcomes.get(i);
      var request = TRACE.requests().get(i);
      assertThat(outcome.serial()).isEqualTo(i);
      assertThat(outcome.arrival()).isEqualTo(request.arrival());
      assertThat(outcome.promptTokens()).isEqualTo(request.promptTokens());
      assertThat(outcome.answerTokens()).isEqualTo(request.answerTokens());
      assertThat(outcome.began()).isGreaterThanOrEqualTo(outcome.arrival());
      assertThat(outcome.firstToken()).isGreaterThan(outcome.began());
      assertThat(outcome.end()).isBetween(outcome.firstToken(), run.end());
    }
    long computed = Math.round(run.gauges().tokensPerStep() * run.gauges().steps());
    long needed =
        outcomes.stream()
            .mapToLong(
                o ->
                    o.promptTokens()
                        - o.cachedTokens()
                        + o.answerTokens()
                        - 1
                        + o.recomputedTokens())
            .sum();
    assertThat(computed).isEqualTo(needed);
  }

  @Test
  void the_same_input_gives_the_same_run() {
    var twin = Setups.twin("mlfq+past-future", 2, 700);
    assertThat(twin.play(TRACE, ended -> {}).outcomes())
        .isEqualTo(twin.play(TRACE, ended -> {}).outcomes());
  }

  @Test
  void a_request_alone_takes_the_time_of_its_steps() {
    var twin = Setups.twin("fcfs", 1, 1100);
    var alone = new Trace("one", "", TRACE.requests().subList(0, 1));
    var request = alone.requests().getFirst();
    var outcome = twin.play(alone, ended -> {}).outcomes().getFirst();
    int steps = (request.promptTokens() + 255) / 256 + request.answerTokens() - 1;
    double base = twin.setup().cost().base();
    assertThat(outcome.latency()).isBetween(steps * base, steps * base * 6);
    assertThat(outcome.timePerToken()).isCloseTo(base, within(0.05 * base));
  }

  @Test
  void what_can_never_fit_is_refused_and_the_others_end() {
    var run = Setups.twin("fcfs", 1, 256).play(TRACE, ended -> {});
    assertThat(run.refused()).isEqualTo(TRACE.size());
    var roomy = Setups.twin("fcfs", 1, 300);
    assertThat(roomy.play(TRACE, ended -> {}).refused()).isBetween(1, TRACE.size() - 1);
  }

  @Test
  void requests_that_come_together_begin_together() {
    var together = new ArrayList<TraceRequest>();
    for (var request : TRACE.requests().subList(0, 5)) {
      together.add(new TraceRequest(0, 10, 2, request.prefix()));
    }
    var run = Setups.twin("fcfs", 1, 2000).play(new Trace("t", "", together), ended -> {});
    assertThat(run.gauges().steps()).isEqualTo(2);
  }

  @Test
  void capacity_is_the_same_at_any_speed_of_the_trace_and_grows_with_workers() {
    double one = Setups.twin("fcfs", 1, 2000).capacity(TRACE, ended -> {});
    assertThat(Setups.twin("fcfs", 1, 2000).capacity(TRACE.stretched(7), ended -> {}))
        .isEqualTo(one);
    assertThat(Setups.twin("shortest", 1, 2000).capacity(TRACE, ended -> {})).isEqualTo(one);
    assertThat(Setups.twin("fcfs", 2, 2000).capacity(TRACE, ended -> {}))
        .isBetween(1.5 * one, 2.5 * one);
  }

  @Test
  void below_capacity_waiting_is_bounded_and_above_it_grows() {
    var trace = Synthetic.HEAVY_TAIL.draw(1500, 3);
    var twin = Setups.twin("fcfs", 1, 2000);
    double capacity = twin.capacity(trace, ended -> {});
    var half = twin.play(trace.stretched(1 / (0.5 * capacity)), ended -> {});
    var twice = twin.play(trace.stretched(1 / (2 * capacity)), ended -> {});
    assertThat(meanWait(half)).isLessThan(meanWait(twice) / 20);
  }

  private static double meanWait(Run run) {
    return run.outcomes().stream().mapToDouble(Outcome::waiting).average().orElseThrow();
  }
}
