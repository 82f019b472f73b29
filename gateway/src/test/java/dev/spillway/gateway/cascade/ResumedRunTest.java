package dev.spillway.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubCall;
import dev.spillway.testkit.StubWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Replies whose worker is lost on the way. */
class ResumedRunTest {
  private static final ErrorKind BROKEN = new ErrorKind.WorkerFailed("the connection broke");
  private static final int PROMPT = 10;

  private final AtomicInteger calls = new AtomicInteger();

  /** How many tokens of its own a worker says before it is lost, and how. */
  record Loss(int after, Way way) {}

  enum Way {
    BREAKS,
    STOPS,
    FALLS_SILENT,
    ENDS_EARLY
  }

  /** What every worker with this model would answer, from where it is asked to go on. */
  private static Script told(GenerateRequest request, int length, int until, int cached) {
    int known = request.answered().size();
    var script = Script.resumed(PROMPT, cached, known);
    for (int i = known; i < Math.min(until, length); i++) {
      // Some tokens have no text, as within a character.
      script.token(i % 3 == 1 ? "" : "<" + i + ">", 1 / (1.0 + i % 7));
    }
    return script;
  }

  private static Script whole(GenerateRequest request, int length, int cached) {
    return told(request, length, length, cached).finish(FinishReason.STOP, "tail");
  }

  private static Script lost(GenerateRequest request, int length, Loss loss, int cached) {
    int until = request.answered().size() + loss.after();
    var script = told(request, length, until, cached);
    return switch (loss.way()) {
      case BREAKS -> script.fail(BROKEN);
      case STOPS -> script.fail(new ErrorKind.WorkerUnavailable("m0"));
      case FALLS_SILENT -> script.await(new CompletableFuture<>());
      case ENDS_EARLY -> script.end();
    };
  }

  /** Workers with one model; the n-th that is asked does as the n-th says, whichever it is. */
  private Bench bench(int tiers, int twins, List<Function<GenerateRequest, Script>> says) {
    var workers = new ArrayList<StubWorker>();
    for (int i = 0; i < twins; i++) {
      var twin = StubWorker.twin("w" + i, "m0");
      twin.says(
          request -> says.get(Math.min(calls.getAndIncrement(), says.size() - 1)).apply(request));
      workers.add(twin);
    }
    return new Bench(tiers, workers);
  }

  @Property(tries = 300, seed = "1")
  void law_one_answer_a_reply_told_by_several_workers_is_the_undisturbed_one(
      @ForAll("losses") List<Loss> losses,
      @ForAll("lengths") int length,
      @ForAll boolean streamed,
      @ForAll("reads") List<Integer> reads) {
    calls.set(0);
    var undisturbed = bench(1, 1, List.of(request -> whole(request, length, 4)));
    undisturbed.askAndRun(streamed);
    calls.set(0);
    var says = new ArrayList<Function<GenerateRequest, Script>>();
    for (var loss : losses) {
      // What others had cached is not what the first one had.
      int cached = says.isEmpty() ? 4 : 0;
      says.add(request -> lost(request, length, loss, cached));
    }
    says.add(request -> whole(request, length, 0));
    var bench = bench(1, says.size(), says);
    bench.ask(streamed);
    for (int more : reads) {
      bench.demand(more);
      bench.loop.pass(Bench.NEXT);
    }
    bench.demand(Long.MAX_VALUE);
    losses.forEach(loss -> bench.loop.pass(Bench.NEXT));

    assertThat(bench.answer.failure).isNull();
    assertThat(bench.answer.text()).isEqualTo(undisturbed.answer.text());
    assertThat(logprobs(bench)).isEqualTo(logprobs(undisturbed));
    assertThat(bench.answer.finished()).isEqualTo(undisturbed.answer.finished());
    assertThat(bench.answer.finished().usage()).isEqualTo(new Usage(PROMPT, 4, length));
    var visit = bench.trails.getFirst().visits().getFirst();
    assertThat(visit.tokens())
        .isEqualTo(undisturbed.trails.getFirst().visits().getFirst().tokens());
    assertThat(visit.attempts()).isEqualTo(losses.size() + 1);
    assertThat(visit.usage()).isEqualTo(bench.answer.finished().usage());
    assertThat(outcome(bench, "resumed")).isEqualTo(losses.size());
    assertThat(bench.workers.inFlight()).isZero();
    assertThat(bench.loop.timers()).isZero();
  }

  /** At least one token before each, so that there is something to go on with. */
  @Provide
  Arbitrary<List<Loss>> losses() {
    return Combinators.combine(Arbitraries.integers().between(1, 80), Arbitraries.of(Way.class))
        .as(Loss::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(Bench.RESUMPTIONS);
  }

  /** Longer than what is said before the last loss. */
  @Provide
  Arbitrary<Integer> lengths() {
    return Arbitraries.integers().between(80 * Bench.RESUMPTIONS, 400);
  }

  @Provide
  Arbitrary<List<Integer>> reads() {
    return Arbitraries.integers().between(1, 100).list().ofMaxSize(4);
  }

  @Test
  void an_answer_of_which_only_the_end_was_missing_is_ended_by_another() {
    var bench =
        bench(
            1,
            2,
            List.of(
                request -> lost(request, 5, new Loss(5, Way.BREAKS), 0),
                request -> whole(request, 5, 0)));
    bench.askAndRun(true);
    assertThat(bench.answer.text()).isEqualTo("<0><2><3>tail");
    assertThat(bench.answer.finished().usage()).isEqualTo(new Usage(PROMPT, 0, 5));
  }

  @Test
  void the_other_worker_is_told_what_was_answered_and_by_which_model() throws Exception {
    var workers = List.of(StubWorker.twin("a", "m0"), StubWorker.twin("b", "m0"));
    workers.forEach(
        worker ->
            worker.says(
                request ->
                    calls.getAndIncrement() == 0
                        ? lost(request, 9, new Loss(3, Way.BREAKS), 0)
                        : whole(request, 9, 0)));
    new Bench(1, workers).askAndRun(true);
    var requests = new ArrayList<GenerateRequest>();
    for (var worker : workers) {
      requests.add(worker.nextCall().request());
    }
    requests.sort(Comparator.comparing(request -> request.answered().size()));
    var fingerprint =
        workers
            .getFirst()
            .describe()
            .toCompletableFuture()
            .join()
            .models()
            .getFirst()
            .fingerprint();
    assertThat(requests.getFirst().answered()).isEmpty();
    assertThat(requests.getLast())
        .isEqualTo(requests.getFirst().goingOnAfter(List.of(1, 2, 3), fingerprint));
  }

  @Test
  void another_model_under_the_same_name_does_not_go_on_with_it() {
    var twin = StubWorker.twin("a", "m0");
    var other = new StubWorker("b", "m0");
    twin.says(request -> lost(request, 9, new Loss(3, Way.BREAKS), 0));
    other.says(request -> lost(request, 9, new Loss(3, Way.BREAKS), 0));
    var bench = new Bench(1, List.of(twin, other));
    bench.askAndRun(true);
    assertThat(twin.calls().size() + other.calls().size()).isEqualTo(1);
    assertThat(bench.answer.text()).isEqualTo("<0><2>");
    assertThat(bench.answer.failure).isEqualTo(BROKEN);
    assertThat(outcome(bench, "no_worker")).isEqualTo(1);
  }

  @Test
  void before_the_commit_point_it_may_begin_again_where_nobody_can_go_on() {
    var says =
        List.<Function<GenerateRequest, Script>>of(
            request -> lost(request, 9, new Loss(3, Way.BREAKS), 0),
            request -> whole(request, 4, 0));
    var workers = List.of(new StubWorker("a", "m0"), new StubWorker("b", "m0"));
    workers.forEach(
        worker -> worker.says(request -> says.get(calls.getAndIncrement()).apply(request)));
    var bench = new Bench(1, workers);
    bench.askAndRun(false);
    assertThat(bench.answer.text()).isEqualTo("<0><2><3>tail");
    var paid = bench.tiers.getFirst().price().of(new Usage(2 * PROMPT, 0, 3 + 4));
    assertThat(bench.answer.finished().receipt().cost()).isEqualTo(paid);
  }

  @Test
  void it_is_resumed_so_often_and_no_more_and_what_came_is_paid_once() {
    var bench = bench(1, 9, List.of(request -> lost(request, 99, new Loss(2, Way.BREAKS), 0)));
    bench.askAndRun(true);
    assertThat(calls.get()).isEqualTo(1 + Bench.RESUMPTIONS);
    assertThat(bench.answer.text()).isEqualTo("<0><2><3><5>");
    assertThat(bench.answer.failure).isEqualTo(BROKEN);
    assertThat(outcome(bench, "resumed")).isEqualTo(2);
    assertThat(outcome(bench, "limit")).isEqualTo(1);
    var told = bench.trails.getFirst();
    assertThat(told.visits().getFirst().usage()).isEqualTo(new Usage(PROMPT, 0, 6));
    assertThat(told.receipt().cost())
        .isEqualTo(bench.tiers.getFirst().price().of(new Usage(PROMPT, 0, 6)));
  }

  @Test
  void law_nothing_is_told_twice_by_a_worker_that_begins_again_instead_of_going_on() {
    var bench =
        bench(
            1,
            3,
            List.of(
                request -> lost(request, 9, new Loss(3, Way.STOPS), 0),
                request -> Script.answer(0.9, "<0>", "<1>"),
                request -> whole(request, 9, 0)));
    bench.askAndRun(true);
    assertThat(bench.answer.text()).isEqualTo("<0><2><3><5><6><8>tail");
    assertThat(outcome(bench, "failed")).isEqualTo(1);
    assertThat(outcome(bench, "resumed")).isEqualTo(1);
  }

  @Test
  void a_worker_that_counts_another_prompt_does_not_go_on_with_it() {
    var bench =
        bench(
            1,
            2,
            List.of(
                request -> lost(request, 9, new Loss(3, Way.STOPS), 0),
                request -> Script.resumed(PROMPT + 1, 0, 3).token("<3>", 0.9).finish()));
    bench.askAndRun(true);
    assertThat(bench.answer.text()).isEqualTo("<0><2>");
    assertThat(bench.answer.failure).isInstanceOf(ErrorKind.WorkerFailed.class);
  }

  @Test
  void what_a_worker_has_against_going_on_is_not_the_client_s_mistake() {
    var bench =
        bench(
            1,
            3,
            List.of(
                request -> lost(request, 9, new Loss(3, Way.BREAKS), 0),
                request -> Script.failing(new ErrorKind.InvalidValue("answered", "no"))));
    bench.askAndRun(true);
    assertThat(calls.get()).isEqualTo(1 + Bench.RESUMPTIONS);
    assertThat(bench.answer.failure).isEqualTo(BROKEN);
    assertThat(outcome(bench, "failed")).isEqualTo(2);
  }

  @Test
  void a_full_worker_is_passed_over() {
    var full = new ErrorKind.Overloaded("full", Duration.ofSeconds(1));
    var bench =
        bench(
            1,
            3,
            List.of(
                request -> lost(request, 9, new Loss(3, Way.BREAKS), 0),
                request -> Script.failing(full),
                request -> whole(request, 9, 0)));
    bench.askAndRun(true);
    assertThat(bench.answer.text()).isEqualTo("<0><2><3><5><6><8>tail");
  }

  @Test
  void a_mistake_of_the_caller_ends_it_also_in_the_midst() {
    var mistake = new ErrorKind.InvalidValue("stop", "stop is wrong");
    var bench = bench(1, 2, List.of(request -> told(request, 9, 3, 0).fail(mistake)));
    bench.askAndRun(true);
    assertThat(bench.answer.failure).isEqualTo(mistake);
    assertThat(calls.get()).isEqualTo(1);
  }

  @Test
  void the_deadline_is_the_request_s_however_often_it_is_resumed() throws Exception {
    var drip = new CompletableFuture<Void>();
    var bench =
        bench(
            1,
            2,
            List.of(
                request -> told(request, 9, 3, 0).await(drip).fail(BROKEN),
                request -> told(request, 9, 4, 0).await(new CompletableFuture<>())));
    bench.askAndRun(true);
    bench.loop.pass(Bench.NEXT.minusMillis(1));
    drip.complete(null);
    bench.loop.pass(Bench.DEADLINE);
    assertThat(bench.answer.failure).isInstanceOf(ErrorKind.DeadlineExceeded.class);
    assertThat(bench.answer.text()).isEqualTo("<0><2><3>");
    assertThat(bench.workers.inFlight()).isZero();
    assertThat(bench.loop.timers()).isZero();
  }

  @Test
  void a_client_that_reads_nothing_has_no_more_wait_for_it_than_without_the_loss() {
    int undisturbed = saidToNobody(List.of(request -> whole(request, 900, 0)));
    int resumed =
        saidToNobody(
            List.of(
                // When as much waits as may, and the worker is still ahead.
                request -> lost(request, 900, new Loss(120, Way.BREAKS), 0),
                request -> whole(request, 900, 0)));
    assertThat(resumed).as("once more that it started").isEqualTo(undisturbed + 1);
  }

  /** How many events the workers could get rid of. */
  private int saidToNobody(List<Function<GenerateRequest, Script>> says) {
    calls.set(0);
    var workers = List.of(StubWorker.twin("a", "m0"), StubWorker.twin("b", "m0"));
    workers.forEach(
        worker -> worker.says(request -> says.get(calls.getAndIncrement()).apply(request)));
    var bench = new Bench(1, workers);
    bench.ask(true);
    bench.demand(1);
    assertThat(calls.get()).isEqualTo(says.size());
    return workers.stream()
        .flatMap(worker -> worker.calls().stream())
        .mapToInt(StubCall::said)
        .sum();
  }

  private static List<Float> logprobs(Bench bench) {
    return bench.answer.events.stream()
        .flatMap(
            event ->
                event instanceof AnswerEvent.Text text ? text.tokens().stream() : Stream.empty())
        .map(TokenLogprob::logprob)
        .toList();
  }

  private static double outcome(Bench bench, String outcome) {
    return bench.meters.find("spillway.streams.resumed").tag("outcome", outcome).counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }
}
