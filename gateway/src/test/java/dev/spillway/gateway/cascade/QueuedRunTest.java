package dev.spillway.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.gateway.workers.Seat;
import dev.spillway.router.fair.Priority;
import dev.spillway.router.placement.Job;
import dev.spillway.router.placement.Prefix;
import dev.spillway.router.policy.Rule;
import dev.spillway.router.score.TokenScorer;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Requests that find their tier full. */
class QueuedRunTest {
  private static final Duration LONG = Bench.FIRST.multipliedBy(4);

  private final StubWorker worker = placed("a", "m0");
  private final Bench bench = new Bench(1, List.of(worker));

  private static StubWorker placed(String id, String model) {
    var worker = new StubWorker(id, model);
    worker.places(1);
    return worker;
  }

  /** Takes the only place. */
  private static Seat fill(Bench bench, String model) {
    return bench.workers.pool().take(model, Set.of(), new Job(Prefix.of(), 1, 1)).orElseThrow();
  }

  @Test
  void whoever_waits_for_a_place_is_answered_however_long_that_is_beyond_a_workers_time_limit() {
    var other = fill(bench, "m0");
    bench.askAndRun(true);
    bench.loop.pass(LONG);
    assertThat(worker.calls()).isEmpty();
    assertThat(bench.answer.failure).isNull();
    other.leave();
    bench.loop.run();
    assertThat(bench.answer.complete).isTrue();
    assertThat(bench.workers.inFlight()).isZero();
    assertThat(bench.loop.timers()).isZero();
  }

  @Test
  void how_long_a_request_stood_in_line_is_kept_for_each_tier_that_was_asked() {
    worker.says(Script.answer(0.1, "unsure"));
    var large = placed("b", "m1");
    var two = new Bench(2, List.of(worker, large));
    var first = fill(two, "m0");
    var second = fill(two, "m1");
    two.askAndRun(true);
    two.loop.pass(Duration.ofSeconds(3));
    first.leave();
    two.loop.pass(Duration.ofSeconds(5));
    second.leave();
    two.loop.run();
    assertThat(two.trails.getFirst().visits())
        .extracting(TierVisit::waited)
        .containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(5));
    assertThat(two.trails.getFirst().visits())
        .extracting(TierVisit::took)
        .containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(5));
  }

  @Test
  void whoever_has_an_unsure_answer_and_finds_no_place_for_a_better_one_in_time_is_given_it() {
    worker.says(Script.answer(0.5, "Perhaps."));
    var large = placed("b", "m1");
    var rule = new Rule.Thresholds(TokenScorer.MEAN_PROBABILITY, List.of(Bench.THRESHOLD));
    var two = new Bench(2, List.of(worker, large), rule, 100);
    var other = fill(two, "m1");
    two.askAndRun(true);
    assertThat(two.answer.events).isEmpty();
    two.loop.pass(Duration.ofMinutes(1));
    assertThat(two.answer.text()).isEqualTo("Perhaps.");
    assertThat(two.answer.complete).isTrue();
    other.leave();
    two.loop.run();
    assertThat(large.calls()).isEmpty();
    assertThat(two.workers.inFlight()).isZero();
    assertThat(two.loop.timers()).isZero();
  }

  @Test
  void whoever_finds_a_place_has_not_waited() {
    bench.askAndRun(true);
    assertThat(bench.trails.getFirst().visits())
        .extracting(TierVisit::waited)
        .containsExactly(Duration.ZERO);
  }

  @Test
  void a_wait_for_a_tier_that_vanishes_meanwhile_is_kept_as_well() {
    var large = new StubWorker("b", "m1");
    var two = new Bench(2, List.of(worker, large));
    fill(two, "m0");
    two.askAndRun(true);
    two.loop.pass(Duration.ofSeconds(2));
    two.workers.silent(0);
    two.workers.look();
    two.loop.run();
    assertThat(two.trails.getFirst().visits())
        .extracting(TierVisit::waited)
        .containsExactly(Duration.ofSeconds(2), Duration.ZERO);
  }

  @Test
  void a_worker_that_has_room_and_says_nothing_is_still_given_up_in_time() {
    worker.says(Script.silent());
    bench.askAndRun(true);
    bench.loop.pass(LONG);
    assertThat(bench.answer.failure).isInstanceOf(ErrorKind.DeadlineExceeded.class);
  }

  @Test
  void a_worker_that_stands_others_before_a_request_and_gets_on_is_waited_for() {
    worker.places(4);
    worker.others(9);
    worker.says(Script.silent());
    bench.workers.probe();
    bench.askAndRun(true);
    bench.workers.probe();
    bench.loop.pass(LONG);
    assertThat(bench.answer.failure).isNull();
    worker.others(0);
    bench.workers.probe();
    bench.loop.pass(LONG);
    assertThat(bench.answer.failure).isInstanceOf(ErrorKind.DeadlineExceeded.class);
  }

  @Test
  void the_wait_ends_with_the_requests_deadline() {
    fill(bench, "m0");
    bench.urgency = new Urgency(Priority.NORMAL, 1, Optional.of(Duration.ofMillis(1_500)));
    bench.askAndRun(true);
    bench.loop.pass(Duration.ofSeconds(1));
    assertThat(bench.answer.failure).isNull();
    bench.loop.pass(Duration.ofSeconds(1));
    assertThat(bench.answer.failure)
        .isEqualTo(new ErrorKind.DeadlineExceeded("no place was free within 1.5 s"));
    assertThat(bench.workers.inFlight()).isEqualTo(1);
    assertThat(bench.workers.isAnybodyWaiting("m0")).isFalse();
  }

  @Test
  void who_would_be_answered_after_its_deadline_is_refused_at_once() {
    for (int i = 0; i < 20; i++) {
      var seat = fill(bench, "m0");
      bench.loop.pass(Duration.ofSeconds(3));
      seat.used(new Usage(64, 0, 64));
      seat.succeeded();
      seat.leave();
    }
    fill(bench, "m0");
    bench.urgency = new Urgency(Priority.NORMAL, 1, Optional.of(Duration.ofSeconds(3)));
    bench.askAndRun(true);
    assertThat(bench.answer.failure).isInstanceOf(ErrorKind.Overloaded.class);
    assertThat(bench.workers.isAnybodyWaiting("m0")).isFalse();
  }

  @Test
  void a_deadline_that_the_client_named_and_that_cannot_be_met_is_said_at_once() {
    everyAnswerTookLonger();
    bench.urgency = new Urgency(Priority.NORMAL, 1, Optional.of(Duration.ofMillis(1_500)));
    bench.askAndRun(true);
    assertThat(bench.answer.failure).isInstanceOf(ErrorKind.DeadlineInfeasible.class);
    assertThat(worker.calls()).isEmpty();
  }

  @Test
  void without_one_a_request_is_tried_however_long_it_is_thought_to_take() {
    everyAnswerTookLonger();
    bench.askAndRun(true);
    bench.loop.run();
    assertThat(bench.answer.failure).isNull();
    assertThat(bench.answer.complete).isTrue();
  }

  /** Than any request may. */
  private void everyAnswerTookLonger() {
    for (int i = 0; i < 30; i++) {
      var slow = fill(bench, "m0");
      bench.loop.pass(Bench.DEADLINE.multipliedBy(10));
      slow.used(new Usage(1, 0, 1));
      slow.succeeded();
      slow.leave();
    }
  }

  @Test
  void no_request_may_take_longer_than_any_may() {
    fill(bench, "m0");
    bench.urgency = new Urgency(Priority.NORMAL, 1, Optional.of(Bench.DEADLINE.multipliedBy(2)));
    bench.askAndRun(true);
    bench.loop.pass(Bench.DEADLINE);
    assertThat(bench.answer.failure).isInstanceOf(ErrorKind.DeadlineExceeded.class);
  }

  @Test
  void a_client_that_leaves_is_taken_out_of_the_line_at_once() {
    var other = fill(bench, "m0");
    bench.askAndRun(true);
    assertThat(bench.workers.isAnybodyWaiting("m0")).isTrue();
    bench.cancel();
    assertThat(bench.workers.isAnybodyWaiting("m0")).isFalse();
    other.leave();
    bench.loop.run();
    assertThat(worker.calls()).isEmpty();
    assertThat(bench.workers.inFlight()).isZero();
    assertThat(bench.loop.timers()).isZero();
  }

  @Test
  void a_place_that_is_found_as_the_client_leaves_is_not_lost() {
    var other = fill(bench, "m0");
    bench.askAndRun(true);
    other.leave();
    assertThat(bench.workers.inFlight()).isEqualTo(1);
    bench.cancel();
    assertThat(worker.calls()).isEmpty();
    assertThat(bench.workers.inFlight()).isZero();
  }

  @Test
  void a_tier_that_is_full_is_waited_for_and_not_passed_over() {
    var large = new StubWorker("b", "m1");
    var two = new Bench(2, List.of(worker, large));
    var other = fill(two, "m0");
    two.askAndRun(true);
    two.loop.pass(LONG);
    assertThat(large.calls()).isEmpty();
    other.leave();
    two.loop.run();
    assertThat(two.answer.complete).isTrue();
    assertThat(large.calls()).isEmpty();
  }

  @Test
  void a_tier_that_takes_nobody_more_is_passed_over() {
    var large = new StubWorker("b", "m1");
    var rule = new Rule.Thresholds(TokenScorer.MIN_PROBABILITY, List.of(Bench.THRESHOLD));
    var two = new Bench(2, List.of(worker, large), rule, 0);
    fill(two, "m0");
    two.askAndRun(true);
    assertThat(two.answer.complete).isTrue();
    assertThat(two.answer.finished().decision().tier().name()).isEqualTo("t1");
  }

  @Test
  void where_no_tier_takes_more_the_client_hears_when_to_come_back() {
    var one =
        new Bench(
            1, List.of(worker), new Rule.Thresholds(TokenScorer.MIN_PROBABILITY, List.of()), 0);
    fill(one, "m0");
    one.askAndRun(true);
    assertThat(one.answer.failure).isInstanceOf(ErrorKind.Overloaded.class);
  }

  @Test
  void a_worker_that_vanishes_while_it_is_waited_for_fails_the_request_at_once() {
    fill(bench, "m0");
    bench.askAndRun(true);
    bench.workers.silent(0);
    bench.workers.look();
    bench.loop.run();
    assertThat(bench.answer.failure).isEqualTo(new ErrorKind.WorkerUnavailable("m0"));
  }

  @Test
  void whoever_has_a_higher_priority_is_answered_first() {
    var other = fill(bench, "m0");
    bench.question = "low";
    bench.urgency = new Urgency(Priority.LOW, 1, Optional.empty());
    bench.askAgain();
    bench.question = "high";
    bench.urgency = new Urgency(Priority.HIGH, 1, Optional.empty());
    bench.askAgain();
    other.leave();
    bench.loop.run();
    assertThat(worker.calls().stream().map(call -> call.request().messages().getFirst().content()))
        .containsExactly("high", "low");
  }
}
