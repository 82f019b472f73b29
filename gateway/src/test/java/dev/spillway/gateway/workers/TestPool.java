package dev.spillway.gateway.workers;

import dev.spillway.contracts.worker.Worker;
import dev.spillway.router.placement.Placement;
import dev.spillway.router.placement.PlacementRule;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** A pool of workers that were probed once. */
public final class TestPool {
  private final List<WorkerSlot> slots;
  private final WorkerPool pool;
  private final Placement placement = new Placement(PlacementRule.COST, 16, 16, 1 << 16, 7);

  public TestPool(List<? extends Worker> workers) {
    this(workers, System::nanoTime, 1_000);
  }

  /**
   * @param nanoTime of the pool
   * @param most that may wait for one model
   */
  public TestPool(List<? extends Worker> workers, LongSupplier nanoTime, int most) {
    slots =
        IntStream.range(0, workers.size())
            .mapToObj(i -> new WorkerSlot("worker-" + i, workers.get(i), 0))
            .toList();
    pool = of(slots, placement, nanoTime, most);
    probe();
  }

  public void look() {
    pool.look();
  }

  public boolean isAnybodyWaiting(String model) {
    return !pool.line(model).isEmpty();
  }

  static WorkerPool of(List<WorkerSlot> slots, Placement placement) {
    return of(slots, placement, System::nanoTime, 1_000);
  }

  private static WorkerPool of(
      List<WorkerSlot> slots, Placement placement, LongSupplier nanoTime, int most) {
    var meters = new LineMeters(new SimpleMeterRegistry());
    return new WorkerPool(slots, placement, new Random(7), nanoTime, most, 10, meters);
  }

  public WorkerPool pool() {
    return pool;
  }

  /** Asks all workers what they serve and do, and looks who need not wait any more. */
  public void probe() {
    slots.forEach(TestPool::probe);
    pool.look();
  }

  static void probe(WorkerSlot slot) {
    new WorkerProbe(slot, Duration.ofSeconds(5), Set.of(), () -> {})
        .run()
        .toCompletableFuture()
        .join();
  }

  /** The worker with this place in the list does not answer its probe, until it does. */
  public void silent(int worker) {
    slots.get(worker).silent();
  }

  /** How many want to hear that a worker does not answer its probe. */
  public int waiting() {
    return slots.stream().mapToInt(WorkerSlot::waiting).sum();
  }

  Embedders embedders(Duration rest, MeterRegistry meters, LongSupplier nanoTime) {
    return new Embedders("workers", slots, rest, meters, nanoTime);
  }

  /** Over all workers. */
  public int inFlight() {
    return slots.stream().mapToInt(slot -> placement.inFlight(slot.name())).sum();
  }
}
