package dev.spillway.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker that says nothing for longer than nineteen of twenty do. */
class HedgedRunTest {
  private static final Duration USUAL = Duration.ofMillis(100);

  private final StubWorker one = StubWorker.twin("a", "m0");
  private final StubWorker other = StubWorker.twin("b", "m0");
  private final Bench bench = new Bench(1, List.of(one, other));
  private final CompletableFuture<Void> slow = new CompletableFuture<>();
  private final AtomicInteger asked = new AtomicInteger();

  /** So that it is known when a reply is late. */
  @BeforeEach
  void askOften() {
    for (int i = 0; i < Hedging.ENOUGH; i++) {
      bench.hedging.begun(bench.tiers.getFirst(), USUAL);
    }
  }

  /** Whoever is asked first says one thing, whoever is asked next the other. */
  private void say(Script first, Script second) {
    Stream.of(one, other)
        .forEach(worker -> worker.says(r -> asked.getAndIncrement() == 0 ? first : second));
  }

  private static Script begun() {
    return Script.started(10, 0);
  }

  @Test
  void who_is_not_late_is_asked_alone() {
    say(begun().await(slow).token("slow", 0.9).finish(FinishReason.STOP, ""), begun());
    bench.askAndRun(true);
    bench.loop.pass(USUAL.minusMillis(1));
    slow.complete(null);
    bench.loop.run();
    bench.loop.pass(USUAL);
    assertThat(bench.answer.text()).isEqualTo("slow");
    assertThat(asked).hasValue(1);
    assertThat(bench.loop.timers()).isZero();
  }

  @Test
  void where_the_first_is_late_the_second_answers_and_both_are_paid_for() throws Exception {
    say(begun().await(slow).token("slow", 0.9), Script.answer(0.9, "quick"));
    bench.askAndRun(true);
    bench.loop.pass(USUAL);
    assertThat(bench.answer.text()).isEqualTo("quick");
    var answer = bench.answer.finished();
    var price = bench.tiers.getFirst().price();
    assertThat(answer.receipt().cost())
        .isEqualTo(price.of(answer.usage()).plus(price.of(new Usage(10, 0, 0))));
    assertThat(Stream.of(one, other).flatMap(worker -> worker.calls().stream()))
        .hasSize(2)
        .anyMatch(call -> call.cancelled().isDone());
    assertThat(bench.workers.inFlight()).isZero();
    assertThat(bench.meters.counter("spillway.hedges", "tier", "t0", "outcome", "won").count())
        .isEqualTo(1);
  }

  @Test
  void the_first_may_still_be_first() {
    say(
        begun().await(slow).token("slow", 0.9).finish(FinishReason.STOP, ""),
        begun().await(new CompletableFuture<>()));
    bench.askAndRun(true);
    bench.loop.pass(USUAL);
    slow.complete(null);
    bench.loop.run();
    assertThat(bench.answer.text()).isEqualTo("slow");
    assertThat(bench.workers.inFlight()).isZero();
    assertThat(bench.meters.counter("spillway.hedges", "tier", "t0", "outcome", "lost").count())
        .isEqualTo(1);
  }

  @Test
  void where_one_of_two_fails_the_other_answers() {
    say(
        begun().await(slow).fail(new ErrorKind.WorkerFailed("x")),
        begun().await(slow).token("other", 0.9).finish(FinishReason.STOP, ""));
    bench.askAndRun(true);
    bench.loop.pass(USUAL);
    slow.complete(null);
    bench.loop.run();
    assertThat(bench.answer.text()).isEqualTo("other");
    assertThat(bench.workers.inFlight()).isZero();
  }

  @Test
  void where_both_fail_the_request_fails_once() {
    say(
        begun().await(slow).fail(new ErrorKind.WorkerFailed("x")),
        begun().await(slow).fail(new ErrorKind.WorkerFailed("y")));
    bench.askAndRun(true);
    bench.loop.pass(USUAL);
    slow.complete(null);
    bench.loop.run();
    assertThat(bench.answer.failure).isNotNull();
    assertThat(bench.workers.inFlight()).isZero();
  }

  @Test
  void a_client_that_goes_away_cancels_both() {
    say(begun().await(slow), begun().await(slow));
    bench.askAndRun(true);
    bench.loop.pass(USUAL);
    assertThat(asked).hasValue(2);
    bench.cancel();
    assertThat(Stream.of(one, other).flatMap(worker -> worker.calls().stream()))
        .allMatch(call -> call.cancelled().isDone());
    assertThat(bench.workers.inFlight()).isZero();
    assertThat(bench.loop.timers()).isZero();
  }
}
