package dev.spillway.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.workers.Seat;
import dev.spillway.router.fair.Priority;
import dev.spillway.router.placement.Job;
import dev.spillway.router.placement.Prefix;
import dev.spillway.router.policy.Rule;
import dev.spillway.router.score.Calibration;
import dev.spillway.router.score.SecondOpinion;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is left of a request's time goes with it to whoever is asked. */
class DeadlineRunTest {
  private static final Duration TIME = Duration.ofSeconds(10);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final StubWorker one = StubWorker.twin("a", "m0");
  private final StubWorker twin = StubWorker.twin("b", "m0");
  private final StubWorker large = new StubWorker("c", "m1");
  private final StubWorker other = new StubWorker("d", "other");
  private final CompletableFuture<Void> gate = new CompletableFuture<>();

  /** What each worker was told, in the order in which they were asked. */
  private final List<Duration> told = new ArrayList<>();

  private void say(List<StubWorker> workers, Script... scripts) {
    workers.forEach(
        worker ->
            worker.says(
                request -> {
                  told.add(request.left().orElseThrow());
                  return scripts[told.size() - 1];
                }));
  }

  private void open() {
    gate.complete(null);
  }

  private static Bench hasty(Bench bench) {
    bench.urgency = new Urgency(Priority.NORMAL, 1, Optional.of(TIME));
    return bench;
  }

  @Test
  void a_worker_is_told_what_any_request_has_where_its_client_names_no_time() {
    var bench = new Bench(1, List.of(one));
    say(List.of(one), Script.answer(0.9, "x"));
    bench.askAndRun(true);
    assertThat(told).containsExactly(Bench.DEADLINE);
  }

  @Test
  void the_next_tier_has_what_the_first_one_left() {
    var bench = hasty(new Bench(2, List.of(one, large)));
    say(
        List.of(one, large),
        Script.started(10, 0).await(gate).token("unsure", 0.1).finish(),
        Script.answer(0.9, "sure"));
    bench.askAndRun(true);
    bench.loop.pass(SECOND);
    open();
    bench.loop.run();
    assertThat(bench.answer.text()).isEqualTo("sure");
    assertThat(told).containsExactly(TIME, TIME.minus(SECOND));
  }

  @Test
  void another_worker_that_is_asked_for_the_first_has_what_is_left() {
    var bench = hasty(new Bench(1, List.of(one, twin)));
    say(
        List.of(one, twin),
        Script.started(10, 0).await(gate).fail(new ErrorKind.WorkerFailed("x")),
        Script.answer(0.9, "x"));
    bench.askAndRun(true);
    bench.loop.pass(SECOND);
    open();
    bench.loop.run();
    assertThat(bench.answer.complete).isTrue();
    assertThat(told).containsExactly(TIME, TIME.minus(SECOND));
  }

  @Test
  void a_worker_that_goes_on_where_another_broke_off_has_what_is_left() {
    var bench = hasty(new Bench(1, List.of(one, twin)));
    say(
        List.of(one, twin),
        Script.started(10, 0).token("a", 0.9).await(gate).fail(new ErrorKind.WorkerFailed("x")),
        Script.resumed(10, 0, 1).token("b", 0.9).finish());
    bench.askAndRun(true);
    bench.loop.pass(SECOND);
    open();
    bench.loop.run();
    assertThat(bench.answer.text()).isEqualTo("ab");
    assertThat(told).containsExactly(TIME, TIME.minus(SECOND));
  }

  @Test
  void a_second_worker_beside_a_slow_one_has_what_is_left() {
    var bench = hasty(new Bench(1, List.of(one, twin)));
    for (int i = 0; i < Hedging.ENOUGH; i++) {
      bench.hedging.begun(bench.tiers.getFirst(), SECOND);
    }
    say(List.of(one, twin), Script.started(10, 0).await(gate), Script.answer(0.9, "x"));
    bench.askAndRun(true);
    bench.loop.pass(SECOND);
    assertThat(bench.answer.complete).isTrue();
    assertThat(told).containsExactly(TIME, TIME.minus(SECOND));
  }

  @Test
  void standing_in_line_takes_of_a_request_s_time() {
    one.places(1);
    var bench = hasty(new Bench(1, List.of(one)));
    say(List.of(one), Script.answer(0.9, "x"));
    Seat before =
        bench.workers.pool().take("m0", Set.of(), new Job(Prefix.of(), 1, 1)).orElseThrow();
    bench.askAndRun(true);
    bench.loop.pass(SECOND);
    before.leave();
    bench.loop.run();
    assertThat(told).containsExactly(TIME.minus(SECOND));
  }

  @Test
  void a_judge_has_no_more_than_an_opinion_may_take_and_than_is_left() {
    var scorer =
        new SecondOpinion(
            SecondOpinion.Kind.JUDGE,
            Optional.of("other"),
            SecondOpinion.Otherwise.ESCALATE,
            Calibration.NONE);
    var rule = new Rule.Thresholds(scorer, List.of(0.7));
    var half = Duration.ofMillis(500);
    for (var left : List.of(Bench.OPINION.multipliedBy(2), half)) {
      told.clear();
      var sign = new CompletableFuture<Void>();
      var bench = new Bench(2, List.of(one, large, other), rule);
      bench.urgency = new Urgency(Priority.NORMAL, 1, Optional.of(SECOND.plus(left)));
      say(
          List.of(one, large, other),
          Script.started(10, 0).await(sign).token("4", 0.9).finish(),
          Script.answer(0.9, "Yes"));
      bench.askAndRun(true);
      bench.loop.pass(SECOND);
      sign.complete(null);
      bench.loop.run();
      assertThat(bench.answer.text()).isEqualTo("4");
      assertThat(told).containsExactly(SECOND.plus(left), left.equals(half) ? half : Bench.OPINION);
    }
  }

  @Test
  void a_worker_that_says_that_the_time_is_over_is_a_deadline_to_the_client() {
    var bench = hasty(new Bench(1, List.of(one)));
    say(
        List.of(one),
        Script.started(10, 0).token("a", 0.9).await(gate).fail(new ErrorKind.DeadlineExceeded("")));
    bench.askAndRun(false);
    bench.loop.pass(SECOND);
    open();
    bench.loop.run();
    assertThat(bench.answer.failure).isInstanceOf(ErrorKind.DeadlineExceeded.class);
    assertThat(bench.workers.inFlight()).isZero();
    assertThat(bench.loop.timers()).isZero();
  }
}
