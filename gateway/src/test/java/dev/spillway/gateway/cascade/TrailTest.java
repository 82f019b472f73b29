package dev.spillway.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is told of requests that were answered. */
class TrailTest {
  private static final Duration WHILE = Duration.ofMillis(300);

  private final StubWorker small = new StubWorker("a", "m0");
  private final StubWorker other = new StubWorker("b", "m0");
  private final StubWorker large = new StubWorker("c", "m1");

  @Test
  void an_accepted_answer_has_the_one_tier_that_was_asked() {
    small.says(Script.started(10, 4).token("Par", 0.9).token("is", 0.95).finish());
    var bench = new Bench(2, List.of(small, large));
    bench.askAndRun(true);
    var trail = only(bench);
    assertThat(trail.request().id()).isEqualTo("r");
    assertThat(trail.request().version()).hasValue(Bench.VERSION);
    assertThat(trail.ending()).isEqualTo(Ending.STOP);
    assertThat(trail.decision()).isEqualTo(bench.answer.finished().decision());
    assertThat(trail.receipt()).isEqualTo(bench.answer.finished().receipt());
    var visit = trail.visits().getFirst();
    assertThat(trail.visits()).hasSize(1);
    assertThat(visit.tier().name()).isEqualTo("t0");
    assertThat(visit.attempts()).isEqualTo(1);
    assertThat(visit.usage()).isEqualTo(new Usage(10, 4, 2));
    assertThat(visit.cost()).isEqualTo(trail.receipt().cost());
    assertThat(visit.confidence().orElseThrow()).isCloseTo(0.9, within(1e-6));
    assertThat(visit.tokens().tokens()).isEqualTo(2);
    assertThat(visit.tokens().min()).isCloseTo(Math.log(0.9), within(1e-6));
    assertThat(visit.ending()).isEqualTo(Ending.STOP);
    assertThat(visit.error()).isEmpty();
    assertThat(visit.text()).isEqualTo("Paris");
  }

  @Test
  void a_reply_that_was_cut_is_told_with_what_cut_it_and_the_last_tiers_is_not_judged() {
    small.says(Script.started(10, 0).token("sure", 0.9).token("doubtful", 0.01).token("x", 0.9));
    large.says(Script.started(10, 0).token("Rome", 0.3).finish(FinishReason.LENGTH, "!"));
    var bench = new Bench(2, List.of(small, large));
    bench.askAndRun(true);
    var trail = only(bench);
    assertThat(trail.ending()).isEqualTo(Ending.LENGTH);
    assertThat(trail.visits())
        .extracting(visit -> visit.tier().name(), TierVisit::ending, TierVisit::text)
        .containsExactly(
            tuple("t0", Ending.CUT, "suredoubtful"), tuple("t1", Ending.LENGTH, "Rome!"));
    assertThat(trail.visits().getFirst().confidence().orElseThrow()).isCloseTo(0.01, within(1e-6));
    assertThat(trail.visits().getLast().confidence()).isEmpty();
    assertThat(trail.visits().stream().map(TierVisit::cost).reduce((a, b) -> a.plus(b)))
        .contains(trail.receipt().cost());
  }

  @Test
  void all_attempts_at_a_tier_are_one_visit() {
    var broken = Script.started(10, 0).token("lost", 0.9).fail(new ErrorKind.WorkerFailed("x"));
    small.says(broken);
    other.says(broken);
    var bench = new Bench(2, List.of(small, other, large));
    bench.askAndRun(true);
    var first = only(bench).visits().getFirst();
    assertThat(first.attempts()).isEqualTo(2);
    assertThat(first.usage()).isEqualTo(new Usage(20, 0, 2));
    assertThat(first.ending()).isEqualTo(Ending.FAILED);
    assertThat(first.error()).contains("worker_failed");
    assertThat(first.text()).isEmpty();
  }

  @Test
  void a_tier_without_a_worker_is_told_as_never_asked() {
    var bench = new Bench(2, List.of(large));
    bench.askAndRun(true);
    var first = only(bench).visits().getFirst();
    assertThat(first.attempts()).isZero();
    assertThat(first.error()).contains("worker_unavailable");
  }

  @Test
  void times_are_from_the_request_and_from_asking_the_tier() {
    var gate = new CompletableFuture<Void>();
    small.says(Script.answer(0.01, "no"));
    large.says(Script.started(1, 0).await(gate).token("yes", 0.9).finish());
    var bench = new Bench(2, List.of(small, large));
    bench.askAndRun(true);
    bench.loop.pass(WHILE);
    gate.complete(null);
    bench.loop.run();
    var trail = only(bench);
    assertThat(trail.firstToken()).isEqualTo(WHILE);
    assertThat(trail.took()).isEqualTo(WHILE);
    assertThat(trail.visits())
        .extracting(visit -> visit.firstToken().orElseThrow())
        .containsExactly(Duration.ZERO, WHILE);
    assertThat(trail.visits()).extracting(TierVisit::took).containsExactly(Duration.ZERO, WHILE);
  }

  @Test
  void a_stream_that_breaks_off_is_told_with_what_came_of_it() {
    large.says(Script.started(1, 0).token("half", 0.9).await(new CompletableFuture<>()));
    var bench = new Bench(2, List.of(large));
    bench.askAndRun(true);
    bench.loop.pass(Bench.NEXT);
    var trail = only(bench);
    assertThat(trail.ending()).isEqualTo(Ending.FAILED);
    var last = trail.visits().getLast();
    assertThat(last.ending()).isEqualTo(Ending.FAILED);
    assertThat(last.error()).contains("deadline_exceeded");
    assertThat(last.text()).isEqualTo("half");
    assertThat(last.usage()).isEqualTo(new Usage(1, 0, 1));
  }

  @Test
  void a_client_that_leaves_within_its_answer_is_told_and_one_that_had_none_is_not() {
    large.says(Script.started(1, 0).token("half", 0.9).await(new CompletableFuture<>()));
    var within = new Bench(2, List.of(large));
    within.askAndRun(true);
    within.cancel();
    assertThat(only(within).ending()).isEqualTo(Ending.CANCELLED);
    assertThat(only(within).visits().getLast().text()).isEqualTo("half");

    small.says(Script.started(1, 0).await(new CompletableFuture<>()));
    var before = new Bench(2, List.of(small));
    before.askAndRun(true);
    before.cancel();
    assertThat(before.trails).isEmpty();
  }

  @Test
  void a_request_that_failed_before_any_answer_is_not_told() {
    var bench = new Bench(2, List.of());
    bench.askAndRun(true);
    assertThat(bench.answer.failure).isNotNull();
    assertThat(bench.trails).isEmpty();
  }

  private static Trail only(Bench bench) {
    assertThat(bench.trails).hasSize(1);
    return bench.trails.getFirst();
  }
}
