package dev.spillway.gateway.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.cascade.Ending;
import dev.spillway.gateway.cascade.Provenance;
import dev.spillway.gateway.cascade.RecordedAnswer;
import dev.spillway.gateway.cascade.Urgency;
import dev.spillway.router.Money;
import dev.spillway.router.fair.Priority;
import dev.spillway.testkit.Script;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Requests that are the same, at the same time. */
class FlightTest {
  private final CacheBench bench = new CacheBench();
  private final CompletableFuture<Void> gate = new CompletableFuture<>();

  /** An answer that stops half way until the gate opens. */
  private Script half() {
    return Script.started(5, 0).token("first", 1).await(gate).token(" second", 1).finish();
  }

  private void open() {
    gate.complete(null);
    bench.run();
  }

  private RecordedAnswer stream() {
    return bench.ask(true);
  }

  private RecordedAnswer body() {
    return bench.ask(false);
  }

  @Test
  void requests_that_are_the_same_are_computed_once_and_paid_once() {
    bench.worker.says(half());
    var leader = stream();
    var early = stream();
    var whole = body();
    open();
    assertThat(bench.calls()).isEqualTo(1);
    assertThat(List.of(leader, early, whole))
        .allSatisfy(
            answer -> {
              assertThat(answer.complete).isTrue();
              assertThat(answer.text()).isEqualTo("first second");
            });
    assertThat(early.events).hasSameSizeAs(leader.events);
    assertThat(leader.finished().decision().provenance()).isEqualTo(Provenance.MISS);
    assertThat(leader.finished().receipt().cost()).isGreaterThan(Money.ZERO);
    for (var follower : List.of(early, whole)) {
      var end = follower.finished();
      assertThat(end.decision().provenance()).isEqualTo(Provenance.COALESCED);
      assertThat(end.receipt().cost()).isEqualTo(Money.ZERO);
      assertThat(end.receipt().costIfLargest())
          .isEqualTo(leader.finished().receipt().costIfLargest());
      assertThat(end.usage()).isEqualTo(leader.finished().usage());
    }
    assertThat(bench.bench.trails).hasSize(3);
    assertThat(bench.bench.trails)
        .filteredOn(trail -> trail.visits().isEmpty())
        .hasSize(2)
        .allSatisfy(trail -> assertThat(trail.receipt().cost()).isEqualTo(Money.ZERO));
    assertThat(bench.purses).extracting(purse -> purse.paid).containsExactly(1, 0, 0);
    assertThat(bench.used("coalesced")).isEqualTo(2);
    assertThat(bench.used("miss")).isEqualTo(1);
    assertNothingIsLeft();
  }

  @Test
  void they_look_once_whether_the_answer_is_kept() {
    stream();
    bench.store.gate = new CompletableFuture<>();
    var waiting = List.of(stream(), body(), stream());
    assertThat(bench.store.lookups).isEqualTo(2);
    bench.store.gate.complete(null);
    bench.run();
    assertThat(waiting)
        .allSatisfy(
            answer ->
                assertThat(answer.finished().decision().provenance().kind())
                    .isEqualTo(Provenance.Kind.HIT));
    assertThat(bench.calls()).isEqualTo(1);
    assertNothingIsLeft();
  }

  @Test
  void a_follower_that_leaves_disturbs_nobody() {
    bench.worker.says(half());
    var leader = stream();
    var leaves = stream();
    var stays = stream();
    bench.leave(leaves);
    open();
    assertThat(leader.text()).isEqualTo("first second");
    assertThat(stays.text()).isEqualTo("first second");
    assertThat(leaves.text()).isEqualTo("first");
    assertThat(leaves.complete).isFalse();
    assertThat(bench.bench.trails)
        .anySatisfy(trail -> assertThat(trail.ending()).isEqualTo(Ending.CANCELLED));
  }

  @Test
  void a_leader_that_leaves_hands_over() {
    bench.worker.says(half());
    var leader = stream();
    var follower = stream();
    bench.leave(leader);
    assertThat(bench.worker.calls().getFirst().cancelled()).isNotDone();
    var late = stream();
    open();
    assertThat(follower.text()).isEqualTo("first second");
    assertThat(late.text()).isEqualTo("first second");
    assertThat(bench.calls()).isEqualTo(1);
  }

  @Test
  void a_leader_that_leaves_while_nobody_has_looked_yet_hands_over_too() {
    bench.store.gate = new CompletableFuture<>();
    var leader = stream();
    var follower = stream();
    bench.leave(leader);
    bench.store.gate.complete(null);
    bench.run();
    assertThat(follower.complete).isTrue();
    assertThat(bench.calls()).isEqualTo(1);
    assertThat(bench.purses).extracting(purse -> purse.paid).containsExactly(1, 0);
    assertNothingIsLeft();
  }

  @Test
  void who_leaves_before_anything_was_looked_for_leaves_nothing() {
    bench.store.gate = new CompletableFuture<>();
    bench.leave(stream());
    assertNothingIsLeft();
    bench.store.gate.complete(null);
    bench.run();
    assertThat(bench.calls()).isZero();
  }

  @Test
  void the_last_one_to_leave_ends_it() throws Exception {
    bench.worker.says(half());
    var leader = stream();
    var follower = stream();
    bench.leave(leader);
    bench.leave(follower);
    var call = bench.worker.nextCall();
    assertThat(call.cancelled()).isDone();
    assertNothingIsLeft();
    bench.worker.says(Script.answer(1, "anew"));
    assertThat(stream().text()).isEqualTo("anew");
  }

  @Test
  void law_a_cache_may_only_save_time_those_who_were_told_nothing_are_answered_alone() {
    bench.worker.says(
        Script.started(5, 0).token("first", 1).await(gate).fail(new ErrorKind.WorkerFailed("x")));
    var leader = stream();
    var told = stream();
    var untold = bench.open(bench.greedy(true), CacheControl.NONE);
    var body = body();
    bench.worker.says(Script.answer(1, "whole"));
    open();
    bench.read(untold, Long.MAX_VALUE);
    assertThat(leader.failure).isNotNull();
    assertThat(told.failure).isNotNull();
    assertThat(told.text()).isEqualTo("first");
    assertThat(untold.text()).isEqualTo("whole");
    assertThat(untold.complete).isTrue();
    assertThat(body.text()).isEqualTo("whole");
    assertThat(body.finished().decision().provenance()).isEqualTo(Provenance.MISS);
    assertThat(bench.calls()).isEqualTo(3);
    assertNothingIsLeft();
  }

  @Test
  void one_who_is_answered_alone_can_leave() throws Exception {
    bench.worker.says(Script.started(5, 0).await(gate).fail(new ErrorKind.WorkerFailed("x")));
    stream();
    var alone = stream();
    bench.worker.nextCall();
    bench.worker.says(Script.started(5, 0).await(new CompletableFuture<>()));
    open();
    bench.leave(alone);
    assertThat(bench.worker.nextCall().cancelled()).isDone();
    assertThat(bench.bench.loop.timers()).isZero();
  }

  @Test
  void a_mistake_of_the_caller_is_everybody_s() {
    bench.worker.says(Script.silent().await(gate).fail(new ErrorKind.ContextTooLong(2_000, 1_024)));
    var answers = List.of(stream(), stream(), body());
    open();
    assertThat(answers)
        .allSatisfy(
            answer -> assertThat(answer.failure).isInstanceOf(ErrorKind.ContextTooLong.class));
    assertThat(bench.calls()).isEqualTo(1);
  }

  @Test
  void a_slow_reader_holds_nobody_up_and_misses_nothing() {
    var tokens = IntStream.range(0, 3 * Flight.WINDOW).mapToObj(i -> "<%d>".formatted(i)).toList();
    bench.worker.says(Script.answer(1, tokens.toArray(String[]::new)));
    bench.store.gate = new CompletableFuture<>();
    var slow = bench.open(bench.greedy(true), CacheControl.NONE);
    var fast = bench.open(bench.greedy(true), CacheControl.NONE);
    bench.store.gate.complete(null);
    bench.run();
    bench.read(slow, 2);
    assertThat(fast.events).isEmpty();
    bench.read(fast, Long.MAX_VALUE);
    assertThat(fast.complete).isTrue();
    assertThat(fast.text()).isEqualTo(String.join("", tokens));
    assertThat(slow.events).hasSize(2);
    bench.read(slow, Long.MAX_VALUE);
    assertThat(slow.text()).isEqualTo(String.join("", tokens));
    assertThat(bench.calls()).isEqualTo(1);
  }

  @Test
  void the_worker_is_not_far_ahead_of_the_fastest_reader() {
    var tokens = Stream.generate(() -> "x").limit(400).toArray(String[]::new);
    bench.worker.says(Script.answer(1, tokens));
    var reader = bench.open(bench.greedy(true), CacheControl.NONE);
    bench.read(reader, 1);
    assertThat(bench.worker.calls().getFirst().said()).isLessThan(3 * Flight.WINDOW);
    bench.read(reader, Long.MAX_VALUE);
    assertThat(reader.text()).hasSize(400);
  }

  @Test
  void a_body_alone_is_not_waited_for() {
    var tokens = Stream.generate(() -> "x").limit(400).toArray(String[]::new);
    bench.worker.says(Script.started(1, 0).await(gate));
    var leader = bench.open(bench.greedy(true), CacheControl.NONE);
    bench.leave(leader);
    bench.worker.says(Script.answer(1, tokens));
    bench.store.gate = new CompletableFuture<>();
    var streams = bench.open(bench.greedy(true), CacheControl.NONE);
    var body = bench.open(bench.greedy(false), CacheControl.NONE);
    bench.leave(streams);
    bench.store.gate.complete(null);
    bench.read(body, Long.MAX_VALUE);
    assertThat(body.text()).hasSize(400);
  }

  @Test
  void law_bounded_everything_more_followers_than_allowed_are_computed_too() {
    bench.worker.says(half());
    var answers = IntStream.range(0, CacheBench.FOLLOWERS + 3).mapToObj(i -> stream()).toList();
    open();
    assertThat(bench.calls()).isEqualTo(3);
    assertThat(answers).allSatisfy(answer -> assertThat(answer.text()).isEqualTo("first second"));
  }

  @Test
  void law_bounded_everything_nobody_joins_an_answer_that_has_grown_too_large_to_remember() {
    var large = Stream.generate(() -> "x".repeat(100)).limit(200).toArray(String[]::new);
    var script = Script.started(5, 0);
    for (var token : large) {
      script.token(token, 1);
    }
    bench.worker.says(script.await(gate).finish());
    var leader = stream();
    var late = stream();
    assertThat(bench.calls()).isEqualTo(2);
    open();
    assertThat(leader.text()).isEqualTo(late.text()).hasSize(20_000);
  }

  @Test
  void it_ends_with_the_deadline_of_the_one_who_led() {
    bench.worker.says(Script.started(5, 0).token("first", 1).await(new CompletableFuture<>()));
    var leader = stream();
    var follower = stream();
    bench.pass(Duration.ofMinutes(2));
    assertThat(List.of(leader, follower)).allMatch(answer -> answer.failure != null);
    assertThat(bench.bench.loop.timers()).isZero();
  }

  @Test
  void who_has_less_time_than_the_one_who_led_waits_no_longer_than_that() {
    bench.worker.says(Script.started(5, 0).token("first", 1).await(gate).token("x", 1).finish());
    var leader = stream();
    var hasty = hasty(Duration.ofSeconds(1));
    bench.pass(Duration.ofMillis(999));
    assertThat(hasty.failure).isNull();
    bench.pass(Duration.ofMillis(1));
    assertThat(hasty.failure).isInstanceOf(ErrorKind.DeadlineExceeded.class);
    assertThat(bench.gauge("readers")).isEqualTo(1);
    open();
    assertThat(leader.complete).isTrue();
    assertThat(bench.purses.get(1).paid).isZero();
    assertNothingIsLeft();
  }

  @Test
  void who_goes_its_own_way_has_what_is_left_of_its_time() {
    bench.worker.says(
        request ->
            bench.calls() == 0
                ? Script.started(5, 0).await(gate).fail(new ErrorKind.WorkerFailed("x"))
                : Script.answer(1, "own"));
    stream();
    var follower = hasty(Duration.ofSeconds(3));
    bench.pass(Duration.ofSeconds(1));
    open();
    assertThat(follower.text()).isEqualTo("own");
    assertThat(bench.worker.calls().getLast().request().left()).hasValue(Duration.ofSeconds(2));
    assertNothingIsLeft();
  }

  @Test
  void looking_for_an_answer_takes_of_the_time_to_compute_it() {
    bench.store.gate = gate;
    hasty(Duration.ofSeconds(3));
    bench.pass(Duration.ofSeconds(1));
    open();
    assertThat(bench.worker.calls().getFirst().request().left()).hasValue(Duration.ofSeconds(2));
    assertNothingIsLeft();
  }

  /** A stream whose client named its time. */
  private RecordedAnswer hasty(Duration time) {
    var urgency = new Urgency(Priority.NORMAL, 1, Optional.of(time));
    return bench.ask(bench.greedy(true).urged(urgency), CacheControl.NONE);
  }

  private void assertNothingIsLeft() {
    assertThat(bench.gauge("flights")).isZero();
    assertThat(bench.gauge("readers")).isZero();
    assertThat(bench.bench.loop.timers()).isZero();
    assertThat(bench.bench.workers.inFlight()).isZero();
    assertThat(bench.purses).allMatch(purse -> purse.closed);
  }
}
