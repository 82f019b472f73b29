package dev.spillway.gateway.cascade;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.SharedPrefix;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.gateway.tenancy.Namespaces;
import dev.spillway.router.policy.Rule;
import dev.spillway.router.score.TokenScorer;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CascadeRunTest {
  private final StubWorker first = new StubWorker("a", "m0");
  private final StubWorker second = new StubWorker("b", "m0");
  private final StubWorker large = new StubWorker("c", "m1");

  @Test
  void another_worker_of_the_tier_is_asked_before_the_next_tier() {
    var bench = new Bench(2, List.of(first, second, large));
    var broken = Script.started(10, 0).token("lost", 0.9).fail(new ErrorKind.WorkerFailed("x"));
    // Whichever is asked first breaks.
    var asked = new java.util.concurrent.atomic.AtomicInteger();
    Stream.of(first, second)
        .forEach(
            worker ->
                worker.says(
                    request ->
                        asked.getAndIncrement() == 0 ? broken : Script.answer(0.9, "found")));
    bench.askAndRun(true);
    assertThat(bench.answer.text()).isEqualTo("found");
    assertThat(bench.answer.finished().decision().escalations()).isZero();
    assertThat(large.calls()).isEmpty();
  }

  @Test
  void a_tier_without_a_worker_is_passed_over() {
    var bench = new Bench(2, List.of(large));
    bench.askAndRun(true);
    assertThat(bench.answer.finished().decision().tier().name()).isEqualTo("t1");
    assertThat(bench.answer.finished().decision().confidence()).isEmpty();
  }

  @Test
  void an_answer_that_is_lost_is_cancelled_at_the_token_that_lost_it_and_paid_so_far()
      throws Exception {
    // The worker would go on for ever; the cascade does not wait for it.
    first.says(
        Script.started(10, 0)
            .token("sure", 0.9)
            .token("doubtful", 0.01)
            .await(new CompletableFuture<>()));
    var bench = new Bench(2, List.of(first, large));
    bench.askAndRun(true);
    assertThat(bench.answer.text()).isEqualTo("Hello there");
    assertThat(first.nextCall().cancelled()).isDone();
    assertThat(bench.answer.finished().decision().escalations()).isEqualTo(1);
    assertThat(bench.answer.finished().decision().confidence().orElseThrow())
        .isCloseTo(0.01, within(1e-6));
    var lost = bench.tiers.get(0).price().of(new Usage(10, 0, 2));
    var kept = bench.tiers.get(1).price().of(bench.answer.finished().usage());
    assertThat(bench.answer.finished().receipt().cost()).isEqualTo(lost.plus(kept));
  }

  @Test
  void an_answer_that_is_lost_goes_on_and_is_given_where_no_other_tier_is_there() {
    first.says(
        Script.started(10, 0).token("sure", 0.9).token(" doubtful", 0.01).token(".", 0.9).finish());
    var bench = new Bench(2, List.of(first));
    bench.askAndRun(true);
    assertThat(bench.answer.text()).isEqualTo("sure doubtful.");
    var decision = bench.answer.finished().decision();
    assertThat(decision.tier().name()).isEqualTo("t0");
    assertThat(decision.confidence().orElseThrow()).isCloseTo(0.01, within(1e-6));
    assertThat(decision.failed()).as("so that it is not kept for others").isEqualTo(1);
  }

  @Test
  void an_unsure_answer_is_given_where_the_next_tier_breaks_down_after_it() {
    first.says(Script.answer(0.5, "Perhaps."));
    large.says(Script.started(10, 0).token("x", 0.9).fail(new ErrorKind.WorkerFailed("x")));
    large.says(Script.failing(new ErrorKind.WorkerFailed("x")));
    var bench = unsure(first, large);
    bench.askAndRun(true);
    assertThat(bench.answer.text()).isEqualTo("Perhaps.");
    assertThat(bench.answer.failure).isNull();
  }

  @Test
  void every_worker_of_a_request_is_told_the_same_namespace() throws Exception {
    first.says(Script.started(10, 0).token("x", 0.9).fail(new ErrorKind.WorkerFailed("x")));
    var bench = new Bench(2, List.of(first, large));
    bench.namespaces.use("sixteen-letters!".getBytes(UTF_8));
    bench.askAndRun(true);
    assertThat(bench.answer.text()).isEqualTo("Hello there");
    var namespace = bench.namespaces.of("");
    assertThat(namespace).isNotEmpty();
    assertThat(first.nextCall().request().namespace()).isEqualTo(namespace);
    assertThat(large.nextCall().request().namespace()).isEqualTo(namespace);
  }

  @Test
  void every_worker_of_a_request_is_told_what_it_shares() throws Exception {
    first.says(Script.started(10, 0).token("x", 0.9).fail(new ErrorKind.WorkerFailed("x")));
    var bench = new Bench(2, List.of(first, large));
    var shared = Optional.of(new SharedPrefix("shared", 1));
    bench.sharing =
        (tenant, messages) ->
            messages.getFirst().content().equals(bench.question) ? shared : Optional.empty();
    bench.askAndRun(true);
    assertThat(first.nextCall().request().shared()).isEqualTo(shared);
    assertThat(large.nextCall().request().shared()).isEqualTo(shared);
  }

  @Test
  void law_a_cache_may_only_save_time_without_a_secret_requests_are_answered_and_not_shared()
      throws Exception {
    var bench = new Bench(1, List.of(first));
    bench.askAndRun(true);
    assertThat(bench.answer.text()).isEqualTo("Hello there");
    assertThat(first.nextCall().request().namespace())
        .isEqualTo(bench.namespaces.of(""))
        .isNotEqualTo(new Namespaces().of(""));
  }

  @Test
  void a_worker_is_told_how_long_the_answer_will_probably_be() {
    var bench = new Bench(1, List.of(first));
    bench.askAndRun(true);
    var again = bench.askAgain();
    var told = first.calls().stream().map(call -> call.request().predictedTokens()).toList();
    assertThat(told)
        .containsExactly(
            OptionalInt.of(bench.answer.finished().decision().predictedTokens()),
            OptionalInt.of(again.finished().decision().predictedTokens()));
    assertThat(told.getLast().getAsInt()).isLessThan(told.getFirst().getAsInt());
  }

  @Test
  void without_any_worker_the_model_is_named() {
    var bench = new Bench(2, List.of());
    bench.askAndRun(false);
    assertThat(bench.answer.failure).isEqualTo(new ErrorKind.WorkerUnavailable("m1"));
  }

  @Test
  void a_prompt_too_long_for_a_tier_goes_to_the_next_and_not_to_another_of_its_workers() {
    first.says(Script.failing(new ErrorKind.ContextTooLong(2_000, 1_024)));
    second.says(Script.failing(new ErrorKind.ContextTooLong(2_000, 1_024)));
    var bench = new Bench(2, List.of(first, second, large));
    bench.askAndRun(true);
    assertThat(bench.answer.text()).isEqualTo("Hello there");
    assertThat(first.calls().size() + second.calls().size()).isEqualTo(1);
  }

  @Test
  void a_worker_that_says_nothing_is_given_up_and_cancelled() throws Exception {
    first.says(Script.silent());
    var bench = new Bench(2, List.of(first, large));
    bench.askAndRun(true);
    bench.loop.pass(Bench.FIRST.minusMillis(1));
    assertThat(large.calls()).isEmpty();
    bench.loop.pass(Duration.ofMillis(1));
    assertThat(first.nextCall().cancelled()).isDone();
    assertThat(bench.answer.text()).isEqualTo("Hello there");
  }

  @Test
  void a_worker_that_falls_silent_after_the_commit_ends_the_stream_with_an_error() {
    large.says(Script.started(1, 0).token("half", 0.9).await(new CompletableFuture<>()));
    var bench = new Bench(2, List.of(large));
    bench.askAndRun(true);
    bench.loop.pass(Bench.NEXT);
    assertThat(bench.answer.text()).isEqualTo("half");
    assertThat(bench.answer.failure).isInstanceOf(ErrorKind.DeadlineExceeded.class);
    assertThat(bench.workers.inFlight()).isZero();
  }

  @Test
  void a_worker_that_thinks_for_long_is_not_silent() {
    var gates = Stream.generate(() -> new CompletableFuture<Void>()).limit(5).toList();
    var script = Script.started(1, 0);
    gates.forEach(gate -> script.thought("hm ").await(gate));
    large.says(script.token("so", 0.9).finish());
    var bench = new Bench(2, List.of(large));
    bench.askAndRun(true);
    for (var gate : gates) {
      bench.loop.pass(Bench.NEXT.minusMillis(1));
      gate.complete(null);
      bench.loop.run();
    }
    assertThat(bench.answer.complete).isTrue();
    assertThat(bench.answer.text()).isEqualTo("so");
    assertThat(bench.answer.finished().usage().completionTokens()).isEqualTo(6);
    assertThat(bench.answer.events.subList(1, 6)).containsOnly(thought("hm "));
  }

  private static AnswerEvent thought(String text) {
    return new AnswerEvent.Thought(new GenerateEvent.Thought.Told(text));
  }

  @Test
  void a_worker_may_think_for_more_than_it_may_be_ahead() {
    var script = Script.started(1, 0);
    for (var i = 0; i < 3 * Attempt.WINDOW; i++) {
      script.thought("hm ");
    }
    large.says(script.token("so", 0.9).finish());
    var bench = new Bench(2, List.of(large));
    bench.askAndRun(true);
    assertThat(bench.answer.complete).isTrue();
    assertThat(bench.answer.text()).isEqualTo("so");
  }

  @Test
  void what_is_thought_is_held_back_with_the_reply_and_is_no_part_of_what_is_judged() {
    first.says(Script.started(1, 0).thought("a guess").token("maybe", 0.1).finish());
    large.says(Script.started(1, 0).thought("I know").token("yes", 0.9).finish());
    var bench = new Bench(2, List.of(first, large));
    bench.askAndRun(true);
    assertThat(bench.answer.events)
        .filteredOn(AnswerEvent.Thought.class::isInstance)
        .containsExactly(thought("I know"));
    first.says(Script.started(1, 0).thought("sure").token("yes", 0.9).finish());
    assertThat(bench.askAgain().events)
        .filteredOn(AnswerEvent.Thought.class::isInstance)
        .containsExactly(thought("sure"));
  }

  @Test
  void a_client_that_does_not_read_is_not_the_worker_s_silence_but_meets_the_deadline()
      throws Exception {
    var script = Script.started(1, 0);
    for (var i = 0; i < 600; i++) {
      script.token("x", 0.9);
    }
    large.says(script.finish());
    var bench = new Bench(2, List.of(large));
    bench.ask(true);
    bench.demand(1);
    bench.loop.pass(Bench.DEADLINE.minusSeconds(1));
    assertThat(bench.answer.failure).isNull();
    var call = large.nextCall();
    assertThat(call.said()).isBetween(Attempt.WINDOW, 2 * Attempt.WINDOW + 1);
    bench.loop.pass(Duration.ofSeconds(1));
    assertThat(bench.answer.failure).isInstanceOf(ErrorKind.DeadlineExceeded.class);
    assertThat(call.cancelled()).isDone();
  }

  @Test
  void a_long_answer_reaches_a_client_that_reads_slowly_whole() {
    var script = Script.started(1, 0);
    for (var i = 0; i < 600; i++) {
      script.token("x", 0.9);
    }
    large.says(script.finish());
    var bench = new Bench(2, List.of(large));
    bench.ask(true);
    for (var i = 0; i < 602; i++) {
      bench.demand(1);
    }
    assertThat(bench.answer.text()).hasSize(600);
    assertThat(bench.answer.complete).isTrue();
  }

  @Test
  void a_request_past_its_deadline_fails_and_stops_the_worker() throws Exception {
    var bench = new Bench(2, List.of(first, large));
    var drip = Script.started(1, 0);
    var gates = Stream.generate(CompletableFuture<Void>::new).limit(100).toList();
    gates.forEach(gate -> drip.await(gate).token("x", 0.9));
    first.says(drip.finish());
    bench.askAndRun(true);
    for (var gate : gates.subList(0, 60)) {
      gate.complete(null);
      bench.loop.pass(Duration.ofSeconds(1));
    }
    assertThat(bench.answer.failure).isInstanceOf(ErrorKind.DeadlineExceeded.class);
    assertThat(bench.answer.events).isEmpty();
    assertThat(first.nextCall().cancelled()).isDone();
    assertThat(large.calls()).isEmpty();
  }

  @Test
  void an_unsure_answer_is_given_where_the_next_tier_falls_silent() throws Exception {
    first.says(Script.answer(0.5, "Perhaps."));
    large.says(Script.started(10, 0).token("x", 0.9).await(new CompletableFuture<>()));
    var bench = unsure(first, large);
    bench.askAndRun(false);
    assertThat(bench.answer.events).isEmpty();
    bench.loop.pass(Duration.ofMinutes(1));
    assertThat(bench.answer.text()).isEqualTo("Perhaps.");
    assertThat(bench.answer.failure).isNull();
    assertThat(large.nextCall().cancelled()).isDone();
    var finished = bench.answer.finished();
    assertThat(finished.decision().failed()).isEqualTo(1);
    var unfinished = bench.tiers.get(1).price().of(new Usage(10, 0, 1));
    assertThat(finished.receipt().cost())
        .isEqualTo(bench.tiers.get(0).price().of(finished.usage()).plus(unfinished));
    assertThat(bench.workers.inFlight()).isZero();
    assertThat(bench.loop.timers()).isZero();
  }

  @Test
  void an_unsure_answer_is_given_where_there_is_no_time_for_a_better_one() throws Exception {
    first.says(Script.answer(0.5, "Perhaps."));
    var drip = Script.started(10, 0);
    var gates = Stream.generate(CompletableFuture<Void>::new).limit(100).toList();
    gates.forEach(gate -> drip.await(gate).token("x", 0.9));
    large.says(drip.finish());
    var bench = unsure(first, large);
    bench.askAndRun(false);
    for (var gate : gates.subList(0, 60)) {
      gate.complete(null);
      bench.loop.pass(Duration.ofSeconds(1));
    }
    assertThat(bench.answer.text()).isEqualTo("Perhaps.");
    assertThat(large.nextCall().cancelled()).isDone();
    assertThat(bench.workers.inFlight()).isZero();
    assertThat(bench.loop.timers()).isZero();
  }

  @Test
  void a_cancelled_request_stops_the_worker_and_says_nothing_more() throws Exception {
    first.says(Script.started(1, 0).token("x", 0.9).await(new CompletableFuture<>()));
    var bench = new Bench(2, List.of(first, large));
    bench.askAndRun(true);
    bench.cancel();
    assertThat(first.nextCall().cancelled()).isDone();
    assertThat(bench.answer.events).isEmpty();
    assertThat(bench.answer.failure).isNull();
    assertThat(bench.workers.inFlight()).isZero();
    assertThat(bench.loop.timers()).isZero();
  }

  static List<Script> brokenPromises() {
    return List.of(
        Script.silent().end(),
        Script.started(10, 0).token("x", 0.9).end(),
        Script.silent().token("x", 0.9).finish(),
        Script.started(10, 0).say(new GenerateEvent.Started(10, 0)),
        Script.silent().finish(),
        Script.started(-1, 0).finish(),
        Script.started(10, 11).finish(),
        Script.started(10, 0).say(new GenerateEvent.Token(1, Float.NaN, "x")).finish(),
        Script.started(10, 0)
            .say(new GenerateEvent.Finished(FinishReason.STOP, "", new Usage(10, 0, -5))),
        Script.started(10, 0).fail(new IllegalStateException("a defect")));
  }

  @ParameterizedTest
  @MethodSource("brokenPromises")
  void a_worker_that_breaks_its_promises_is_a_failed_worker(Script script) {
    first.says(script);
    var bench = new Bench(2, List.of(first, large));
    bench.askAndRun(true);
    assertThat(bench.answer.text()).isEqualTo("Hello there");
    assertThat(bench.answer.finished().decision().escalations()).isEqualTo(1);
    assertThat(bench.workers.inFlight()).isZero();
  }

  @Test
  void a_worker_that_writes_more_than_its_context_holds_is_stopped() throws Exception {
    var script = Script.started(1, 0);
    for (var i = 0; i <= StubWorker.CONTEXT_LENGTH; i++) {
      script.token("x", 0.9);
    }
    first.says(script.finish());
    var bench = new Bench(2, List.of(first, large));
    bench.askAndRun(true);
    assertThat(first.nextCall().cancelled()).isDone();
    assertThat(bench.answer.text()).isEqualTo("Hello there");
  }

  @Test
  void later_answers_are_predicted_from_earlier_ones() {
    var bench = new Bench(1, List.of(first));
    bench.askAndRun(true);
    assertThat(bench.answer.finished().decision().predictedTokens()).isBetween(126, 130);
    for (var i = 0; i < 30; i++) {
      bench.askAgain();
    }
    var next = bench.askAgain();
    assertThat(next.finished().decision().predictedTokens()).isLessThan(10);
  }

  @Test
  void an_answer_that_was_cut_is_learned_as_one_that_would_have_been_longer() {
    assertThat(predictedAfter(FinishReason.LENGTH))
        .isGreaterThan(predictedAfter(FinishReason.STOP));
  }

  private static int predictedAfter(FinishReason end) {
    var worker = new StubWorker("a", "m0");
    worker.says(Script.started(10, 0).token("a", 0.9).token("b", 0.9).finish(end, ""));
    var bench = new Bench(1, List.of(worker));
    for (int i = 0; i < 30; i++) {
      bench.askAgain();
    }
    return bench.askAgain().finished().decision().predictedTokens();
  }

  @Test
  void a_reply_that_failed_before_it_began_says_nothing_of_its_length() {
    var worker = new StubWorker("a", "m0");
    worker.says(Script.failing(new ErrorKind.WorkerFailed("x")));
    var bench = new Bench(1, List.of(worker));
    for (int i = 0; i < 30; i++) {
      bench.askAgain();
    }
    worker.says(Script.answer(0.9, "x"));
    assertThat(bench.askAgain().finished().decision().predictedTokens())
        .isEqualTo(
            new Bench(1, List.of(worker)).askAgain().finished().decision().predictedTokens());
  }

  /** By a scorer that wants to see the whole reply. */
  private static Bench unsure(StubWorker... workers) {
    return new Bench(
        2,
        List.of(workers),
        new Rule.Thresholds(TokenScorer.MEAN_PROBABILITY, List.of(Bench.THRESHOLD)),
        100);
  }
}
