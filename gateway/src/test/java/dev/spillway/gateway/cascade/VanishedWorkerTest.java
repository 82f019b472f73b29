package dev.spillway.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A worker that says nothing more and breaks no connection, and does not answer its probe. */
class VanishedWorkerTest {
  private static final Duration LITTLE = Duration.ofMillis(1);

  private final CompletableFuture<Void> back = new CompletableFuture<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final List<StubWorker> workers =
      List.of(StubWorker.twin("a", "m0"), StubWorker.twin("b", "m0"));
  private final Bench bench = new Bench(1, workers);

  /** The first that is asked says so many tokens and no more until it is back. */
  private void vanishesAfter(int tokens) {
    for (var worker : workers) {
      worker.says(request -> calls.getAndIncrement() == 0 ? vanishing(tokens) : whole(request));
    }
  }

  private Script vanishing(int tokens) {
    if (tokens < 0) {
      return Script.silent().await(back).finish();
    }
    var script = Script.resumed(10, 0, 0);
    IntStream.range(0, tokens).forEach(i -> script.token("<" + i + ">", 0.9));
    script.await(back);
    IntStream.range(tokens, 4).forEach(i -> script.token("<" + i + ">", 0.9));
    return script.finish();
  }

  private static Script whole(GenerateRequest request) {
    int known = request.answered().size();
    var script = Script.resumed(10, 0, known);
    IntStream.range(known, 4).forEach(i -> script.token("<" + i + ">", 0.9));
    return script.finish();
  }

  private int asked() {
    return workers.getFirst().calls().isEmpty() ? 1 : 0;
  }

  private void probeFails(int worker) {
    bench.workers.silent(worker);
    bench.loop.run();
  }

  @Test
  void its_answer_goes_on_elsewhere_without_waiting_for_the_time_limit_of_silence() {
    vanishesAfter(2);
    bench.askAndRun(true);
    bench.loop.pass(Bench.DOUBTED);
    probeFails(asked());
    assertThat(bench.answer.text()).isEqualTo("<0><1><2><3>");
    assertThat(bench.answer.failure).isNull();
    assertThat(bench.answer.finished().usage().completionTokens()).isEqualTo(4);
    assertThat(bench.workers.inFlight()).isZero();
    assertThat(bench.workers.waiting()).isZero();
  }

  @Test
  void a_request_that_heard_nothing_of_it_is_asked_of_another() {
    vanishesAfter(-1);
    bench.askAndRun(true);
    bench.loop.pass(Bench.DOUBTED);
    probeFails(asked());
    assertThat(bench.answer.text()).isEqualTo("<0><1><2><3>");
    assertThat(bench.answer.failure).isNull();
  }

  @Test
  void who_misses_a_probe_and_goes_on_with_the_answer_is_not_left() {
    vanishesAfter(2);
    bench.askAndRun(true);
    bench.loop.pass(Bench.DOUBTED.minus(LITTLE));
    probeFails(asked());
    back.complete(null);
    bench.loop.run();
    assertThat(bench.answer.text()).isEqualTo("<0><1><2><3>");
    assertThat(calls.get()).isEqualTo(1);
  }

  @Test
  void it_is_left_at_a_later_probe_if_it_still_says_nothing() {
    vanishesAfter(2);
    bench.askAndRun(true);
    bench.loop.pass(Bench.DOUBTED.minus(LITTLE));
    var first = asked();
    probeFails(first);
    assertThat(calls.get()).isEqualTo(1);
    bench.loop.pass(LITTLE);
    probeFails(first);
    assertThat(calls.get()).isEqualTo(2);
    assertThat(bench.answer.text()).isEqualTo("<0><1><2><3>");
  }

  @Test
  void where_nobody_else_could_take_over_it_is_waited_for() {
    vanishesAfter(2);
    bench.askAndRun(true);
    bench.loop.pass(Bench.DOUBTED);
    probeFails(1 - asked());
    probeFails(asked());
    assertThat(calls.get()).isEqualTo(1);
    back.complete(null);
    bench.loop.run();
    assertThat(bench.answer.text()).isEqualTo("<0><1><2><3>");
    assertThat(bench.answer.failure).isNull();
  }

  @Test
  void a_client_that_does_not_read_is_no_sign_that_the_worker_is_gone() {
    int more = 2 * Attempt.WINDOW;
    var script = Script.resumed(10, 0, 0);
    IntStream.range(0, more).forEach(i -> script.token("x", 0.9));
    script.finish();
    workers.forEach(
        worker ->
            worker.says(
                request -> {
                  calls.getAndIncrement();
                  return script;
                }));
    bench.ask(true);
    bench.demand(1);
    bench.loop.pass(Bench.DOUBTED);
    probeFails(asked());
    bench.demand(Long.MAX_VALUE);
    assertThat(calls.get()).isEqualTo(1);
    assertThat(bench.answer.failure).isNull();
    assertThat(bench.answer.text()).isEqualTo("x".repeat(more));
  }
}
