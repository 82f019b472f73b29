package dev.spillway.gateway.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.worker.Worker;
import dev.spillway.contracts.worker.WorkerInfo;
import dev.spillway.testkit.StubWorker;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {

  @Test
  void the_least_busy_worker_is_taken() {
    var pool = new TestPool(List.of(new StubWorker("a", "m"), new StubWorker("b", "m"))).pool();
    var first = pool.take("m", Set.of()).orElseThrow();
    var second = pool.take("m", Set.of()).orElseThrow();
    assertThat(second.worker()).isNotEqualTo(first.worker());
    first.leave();
    first.leave();
    assertThat(pool.take("m", Set.of()).orElseThrow().worker()).isEqualTo(first.worker());
  }

  @Test
  void among_equals_chance_decides() {
    var pool = new TestPool(List.of(new StubWorker("a", "m"), new StubWorker("b", "m"))).pool();
    var taken = new HashSet<String>();
    for (var i = 0; i < 50; i++) {
      var seat = pool.take("m", Set.of()).orElseThrow();
      taken.add(seat.worker());
      seat.leave();
    }
    assertThat(taken).hasSize(2);
  }

  @Test
  void only_workers_that_serve_the_model_and_are_not_excepted_are_taken() {
    var pool = new TestPool(List.of(new StubWorker("a", "m"), new StubWorker("b", "other"))).pool();
    assertThat(pool.take("m", Set.of("worker-0"))).isEmpty();
    assertThat(pool.take("third", Set.of())).isEmpty();
    assertThat(pool.serving("m")).isEqualTo(1);
  }

  @Test
  void a_worker_that_fails_its_probe_leaves_and_comes_back_with_the_next() {
    var worker = new StubWorker("a", "m");
    var slot = new WorkerSlot("a", worker);
    var pool = new WorkerPool(List.of(slot), new SplittableRandom(1));
    var probe = new WorkerProbe(slot, Duration.ofSeconds(5));
    probe.run().toCompletableFuture().join();
    assertThat(pool.serving("m")).isEqualTo(1);
    worker.describing(false);
    probe.run().toCompletableFuture().join();
    assertThat(pool.serving("m")).isZero();
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
    new WorkerProbe(slot, Duration.ofMillis(10)).run().toCompletableFuture().join();
    assertThat(slot.models()).isEmpty();
  }
}
