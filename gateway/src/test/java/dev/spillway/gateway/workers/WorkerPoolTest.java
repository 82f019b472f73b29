package dev.spillway.gateway.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.worker.Worker;
import dev.spillway.contracts.worker.WorkerInfo;
import dev.spillway.router.placement.Job;
import dev.spillway.router.placement.Placement;
import dev.spillway.router.placement.PlacementRule;
import dev.spillway.router.placement.Prefix;
import dev.spillway.testkit.StubWorker;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
    assertThat(pool.take("m", Set.of("worker-0"), JOB)).isEmpty();
    assertThat(pool.take("third", Set.of(), JOB)).isEmpty();
    assertThat(pool.serving("m")).isEqualTo(1);
  }

  @Test
  void a_worker_that_fails_its_probe_leaves_and_comes_back_with_the_next() {
    var worker = new StubWorker("a", "m");
    var slot = new WorkerSlot("a", worker);
    var placement = new Placement(PlacementRule.COST, 1, 1 << 16, 1);
    var pool = new WorkerPool(List.of(slot), placement, new Random(1));
    var probe = new WorkerProbe(slot, Duration.ofSeconds(5), () -> placement.forget("a"));
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
  void a_worker_that_never_answers_its_probe_is_left_out() {
    var slot =
        new WorkerSlot(
            "a",
            new Worker() {
              @Override
              public java.util.concurrent.Flow.Publisher<
                      dev.spillway.contracts.worker.GenerateEvent>
                  generate(dev.spillway.contracts.worker.GenerateRequest request) {
                throw new UnsupportedOperationException();
              }

              @Override
              public CompletionStage<WorkerInfo> describe() {
                return new CompletableFuture<>();
              }
            });
    new WorkerProbe(slot, Duration.ofMillis(10), () -> {}).run().toCompletableFuture().join();
    assertThat(slot.models()).isEmpty();
  }

  /** What the placement believes of the one worker, which is made to hold the prompt by asking. */
  private static int overlap(Placement placement, Job job) {
    var place = placement.take(job, List.of("a")).orElseThrow();
    place.leave(0, 0);
    return place.overlap();
  }
}
