package dev.spillway.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.router.policy.Conduct;
import dev.spillway.router.policy.Streaming;
import dev.spillway.router.policy.Streaming.Mode;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Runs of policies with a budget, and with answers that leave early. */
class ConductedRunTest {
  private static final int REQUESTS = 2_000;

  private final StubWorker small = new StubWorker("a", "m0");
  private final StubWorker large = new StubWorker("b", "m1");
  private final Bench bench = new Bench(2, List.of(small, large));

  private static Conduct early(int tokens) {
    return new Conduct(
        0, 0, OptionalDouble.empty(), new Streaming(Mode.EARLY, tokens, OptionalDouble.empty()));
  }

  private static Conduct budget(double usdPerThousand) {
    return new Conduct(0, 0, OptionalDouble.of(usdPerThousand), Streaming.BUFFERED);
  }

  @Test
  void a_sure_beginning_leaves_before_the_rest_is_there_and_is_not_taken_back() {
    var gate = new CompletableFuture<Void>();
    small.says(
        Script.started(10, 0)
            .token("sure ", 0.9)
            .token("beginning ", 0.9)
            .await(gate)
            .token("doubtful end", 0.1)
            .finish());
    bench.conduct = early(2);
    bench.askAndRun(true);
    assertThat(bench.answer.text()).isEqualTo("sure beginning ");
    gate.complete(null);
    bench.loop.run();
    assertThat(bench.answer.text()).isEqualTo("sure beginning doubtful end");
    assertThat(large.calls()).isEmpty();
    var decision = bench.answer.finished().decision();
    assertThat(decision.tier().name()).isEqualTo("t0");
    assertThat(decision.confidence().orElseThrow()).isCloseTo(0.1, within(1e-6));
  }

  @Test
  void a_doubtful_beginning_is_waited_for_and_replaced() {
    small.says(Script.started(10, 0).token("x", 0.9).token("y", 0.1).token("z", 0.9).finish());
    large.says(Script.answer(0.9, "right"));
    bench.conduct = early(2);
    bench.askAndRun(true);
    assertThat(bench.answer.text()).isEqualTo("right");
  }

  @Test
  void a_plain_request_is_judged_by_the_whole_reply() {
    small.says(Script.started(10, 0).token("x", 0.9).token("y", 0.9).token("z", 0.1).finish());
    large.says(Script.answer(0.9, "right"));
    bench.conduct = early(2);
    bench.askAndRun(false);
    assertThat(bench.answer.text()).isEqualTo("right");
  }

  /** Law: nothing after commit is taken back. */
  @Test
  void a_tier_that_breaks_after_its_beginning_left_ends_the_stream_with_an_error() {
    small.says(
        Script.started(10, 0)
            .token("sure ", 0.9)
            .token("thing ", 0.9)
            .fail(new ErrorKind.WorkerFailed("x")));
    bench.conduct = early(2);
    bench.askAndRun(true);
    assertThat(bench.answer.text()).isEqualTo("sure thing ");
    assertThat(bench.answer.failure).isInstanceOf(ErrorKind.WorkerFailed.class);
    assertThat(large.calls()).isEmpty();
  }

  /** Small is always doubtful, so that without a budget large is always asked. */
  @Test
  void a_budget_keeps_what_is_spent_over_what_was_asked_at_most_at_1_05() {
    small.says(Script.started(100, 0).token("x", 0.5).token("y", 0.5).finish());
    large.says(Script.started(100, 0).token("right", 0.9).finish());
    bench.askAgain();
    double free = bench.trails.getLast().receipt().cost().usd().doubleValue();
    double alone = bench.tiers.getFirst().price().perPromptToken().usd().doubleValue() * 100;
    for (double share : new double[] {0.3, 0.6}) {
      double asked = alone + share * (free - alone);
      bench.conduct = budget(1_000 * asked);
      for (int i = 0; i < REQUESTS; i++) {
        bench.askAgain();
      }
      var spending = bench.budgets.spending("p").orElseThrow();
      assertThat(spending.requests()).isEqualTo(REQUESTS);
      assertThat(spending.realised()).as("share %s", share).isBetween(0.6, 1.05);
    }
    assertThat(bench.meters.get("spillway.budget.realised").tag("policy", "p").gauge().value())
        .isEqualTo(bench.budgets.spending("p").orElseThrow().realised());
  }
}
