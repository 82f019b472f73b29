package dev.spillway.gateway.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.contracts.worker.ModelInfo;
import dev.spillway.contracts.worker.Worker;
import dev.spillway.contracts.worker.WorkerInfo;
import dev.spillway.router.placement.Job;
import dev.spillway.router.placement.Placement;
import dev.spillway.router.placement.PlacementRule;
import dev.spillway.router.placement.Prefix;
import dev.spillway.testkit.Await;
import dev.spillway.testkit.StubWorker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {
  private static final Job JOB = new Job(Prefix.of(), 1, 1);

  @Test
  void the_least_busy_worker_is_taken() {
    var pool = new TestPool(List.of(new StubWorker("a", "m"), new StubWorker("b", "m"))).pool();
    var first = pool.take("m", Set.of(), JOB).orElseThrow();
    var second = pool.take("m", Set.of(), JOB).orElseThrow();
    assertThat(second.worker()).isNotEqualTo(first.worker());
    first.leave();
    first.leave();
    assertThat(pool.take("m", Set.of(), JOB).orElseThrow().worker()).isEqualTo(first.worker());
  }

  @Test
  void equals_take_turns() {
    var pool = new TestPool(List.of(new StubWorker("a", "m"), new StubWorker("b", "m"))).pool();
    var taken = new HashSet<String>();
    for (var i = 0; i < 2; i++) {
      var seat = pool.take("m", Set.of(), JOB).orElseThrow();
      taken.add(seat.worker());
      seat.leave();
    }
    assertThat(taken).hasSize(2);
  }

  @Test
  void only_workers_that_serve_the_model_and_are_not_excepted_are_taken() {
    var pool = new TestPool(List.of(new StubWorker("a", "m"), new StubWorker("b", "other"))).pool();
    assertThat(pool.take("m", Set.of("worker-0#0"), JOB)).isEmpty();
    assertThat(pool.take("third", Set.of(), JOB)).isEmpty();
    assertThat(pool.serving("m")).isEqualTo(1);
  }

  @Test
  void a_worker_that_fails_its_probe_leaves_and_comes_back_with_the_next() {
    var worker = new StubWorker("a", "m");
    var slot = new WorkerSlot("a", worker, 0);
    var placement = new Placement(PlacementRule.COST, 16, 16, 1 << 16, 1);
    var pool = TestPool.of(List.of(slot), placement);
    var probe = new WorkerProbe(slot, Duration.ofSeconds(5), Set.of(), () -> placement.forget("a"));
    probe.run().toCompletableFuture().join();
    assertThat(pool.serving("m")).isEqualTo(1);
    var job = new Job(Prefix.of(1, 2), 2, 1);
    pool.take("m", Set.of(), job).orElseThrow().leave();
    assertThat(overlap(placement, job)).isEqualTo(2);
    worker.describing(false);
    probe.run().toCompletableFuture().join();
    assertThat(pool.serving("m")).isZero();
    assertThat(pool.take("m", Set.of(), job)).isEmpty();
    assertThat(overlap(placement, job)).isZero();
    worker.describing(true);
    probe.run().toCompletableFuture().join();
    assertThat(pool.serving("m")).isEqualTo(1);
  }

  @Test
  void an_answer_that_was_begun_goes_on_only_with_the_very_same_model() {
    var pool =
        new TestPool(
                List.of(
                    StubWorker.twin("a", "m"), StubWorker.twin("b", "m"), new StubWorker("c", "m")))
            .pool();
    var model = pool.take("m", Set.of("worker-2#0"), JOB).orElseThrow().model();
    assertThat(pool.takeSame(model, Set.of("worker-0#0"), JOB).orElseThrow().worker())
        .isEqualTo("worker-1");
    assertThat(pool.takeSame(model, Set.of("worker-0#0", "worker-1#0"), JOB)).isEmpty();
    var shorter = new ModelInfo("m", model.contextLength() - 1, model.fingerprint());
    assertThat(pool.takeSame(shorter, Set.of(), JOB)).isEmpty();
  }

  @Test
  void a_worker_in_doubt_is_probed_at_once_and_meanwhile_the_last_choice() {
    var doubt = new CompletableFuture<Runnable>();
    var answers = new ArrayDeque<CompletableFuture<WorkerInfo>>();
    var doubted =
        new WorkerSlot(
            "a",
            given -> {
              doubt.complete(given);
              return new Scripted(answers);
            },
            0);
    var other = new WorkerSlot("b", new StubWorker("b", "m"), 0);
    var pool =
        TestPool.of(List.of(doubted, other), new Placement(PlacementRule.COST, 16, 16, 1 << 16, 1));
    var probe = new WorkerProbe(doubted, Duration.ofSeconds(5), Set.of(), () -> {});
    TestPool.probe(other);
    var info = new WorkerInfo("a", List.of(new ModelInfo("m", 10, "f")));
    probe.run();
    answers.remove().complete(info);
    var before = pool.take("m", Set.of("b#0"), JOB).orElseThrow();

    probe.run();
    doubt.join().run();
    doubt.join().run();
    // Of three seats, two would be at the idle one.
    for (int i = 0; i < 3; i++) {
      assertThat(pool.take("m", Set.of(), JOB).orElseThrow().worker()).isEqualTo("b");
    }
    var after = pool.take("m", Set.of("b#0", before.incarnation()), JOB).orElseThrow();
    assertThat(after.incarnation()).isEqualTo("a#1");
    // This one was asked before the doubt, so that it is asked once more.
    answers.remove().complete(info);
    assertThat(doubted.state().doubted()).isTrue();
    answers.remove().complete(info);
    assertThat(doubted.state().doubted()).isFalse();
    assertThat(doubted.state().life()).isEqualTo(1);
    assertThat(answers).isEmpty();
  }

  @Test
  void a_worker_in_doubt_that_does_not_answer_is_left_out() {
    var doubt = new CompletableFuture<Runnable>();
    var worker = new StubWorker("a", "m");
    var slot =
        new WorkerSlot(
            "a",
            given -> {
              doubt.complete(given);
              return worker;
            },
            0);
    TestPool.probe(slot);
    worker.describing(false);
    doubt.join().run();
    assertThat(slot.state().models()).isEmpty();
  }

  /** Describes itself when it is told to. */
  private record Scripted(Deque<CompletableFuture<WorkerInfo>> answers) implements Worker {
    @Override
    public Flow.Publisher<GenerateEvent> generate(GenerateRequest request) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<WorkerInfo> describe() {
      answers.add(new CompletableFuture<>());
      return answers.getLast();
    }
  }

  @Test
  void a_worker_that_is_late_with_its_probe_is_asked_only_where_nobody_else_serves_the_same() {
    var answers = new ArrayDeque<CompletableFuture<WorkerInfo>>();
    var slow = new WorkerSlot("a", new Scripted(answers), 0);
    var other = new WorkerSlot("b", new StubWorker("b", "m"), 0);
    var pool =
        TestPool.of(List.of(slow, other), new Placement(PlacementRule.COST, 16, 16, 1 << 16, 1));
    var lost = new AtomicInteger();
    var probe = new WorkerProbe(slow, Duration.ofMillis(10), Set.of(), lost::incrementAndGet);
    TestPool.probe(other);
    var info = new WorkerInfo("a", List.of(new ModelInfo("m", 10, "f")));
    var told = new AtomicInteger();
    slow.whenSilent(told::incrementAndGet);
    for (int round = 1; round <= 2; round++) {
      answerAtOnce(probe, answers, info);
      int before = lost.get();
      for (int i = 1; i < WorkerProbe.MISSED; i++) {
        probe.run().toCompletableFuture().join();
      }
      for (int i = 0; i < 3; i++) {
        assertThat(pool.take("m", Set.of(), JOB).orElseThrow().worker()).isEqualTo("b");
      }
      assertThat(pool.take("m", Set.of("b#0"), JOB).orElseThrow().worker()).isEqualTo("a");
      assertThat(lost).as("what it holds is still believed").hasValue(before);
      assertThat(told).hasValue(round * (WorkerProbe.MISSED - 1));
      answers.clear();
    }
  }

  private static void answerAtOnce(
      WorkerProbe probe, Deque<CompletableFuture<WorkerInfo>> answers, WorkerInfo info) {
    var probed = probe.run();
    answers.remove().complete(info);
    probed.toCompletableFuture().join();
  }

  @Test
  void a_worker_that_is_late_several_times_in_a_row_is_left_out_and_comes_back_when_it_answers() {
    var answers = new ArrayDeque<CompletableFuture<WorkerInfo>>();
    var slot = new WorkerSlot("a", new Scripted(answers), 0);
    var lost = new AtomicInteger();
    var probe = new WorkerProbe(slot, Duration.ofMillis(10), Set.of(), lost::incrementAndGet);
    var info = new WorkerInfo("a", List.of(new ModelInfo("m", 10, "f")));
    answerAtOnce(probe, answers, info);
    int before = lost.get();
    for (int i = 0; i < WorkerProbe.MISSED; i++) {
      assertThat(slot.state().models()).isNotEmpty();
      probe.run().toCompletableFuture().join();
    }
    assertThat(slot.state().models()).isEmpty();
    assertThat(slot.absence()).isEqualTo("not in time");
    assertThat(lost).hasValue(before + 1);
    answers.clear();
    answerAtOnce(probe, answers, info);
    assertThat(slot.state().models()).containsKey("m");
    assertThat(slot.state().late()).isFalse();
  }

  @Test
  void a_worker_that_is_late_after_its_connection_broke_is_left_out_at_once() {
    var answers = new ArrayDeque<CompletableFuture<WorkerInfo>>();
    var doubt = new CompletableFuture<Runnable>();
    var slot =
        new WorkerSlot(
            "a",
            given -> {
              doubt.complete(given);
              return new Scripted(answers);
            },
            0);
    var probe = new WorkerProbe(slot, Duration.ofMillis(10), Set.of(), () -> {});
    answerAtOnce(probe, answers, new WorkerInfo("a", List.of(new ModelInfo("m", 10, "f"))));
    probe.run().toCompletableFuture().join();
    assertThat(slot.state().models()).isNotEmpty();
    doubt.join().run();
    assertThat(slot.state().doubted()).isTrue();
    Await.until(() -> slot.state().models().isEmpty());
  }

  /** What the placement believes of the one worker, which is made to hold the prompt by asking. */
  private static int overlap(Placement placement, Job job) {
    var place = placement.take(job, List.of("a")).orElseThrow();
    place.leave(0, 0);
    return place.overlap();
  }
}
