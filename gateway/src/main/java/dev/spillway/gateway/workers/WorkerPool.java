package dev.spillway.gateway.workers;

import dev.spillway.contracts.worker.ModelInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Chooses a worker for a request: of those that serve the model, the one with the least requests of
 * this gateway in flight; among equals a random one, so that several gateways do not all choose the
 * first.
 */
public final class WorkerPool {
  private final List<WorkerSlot> slots;
  private final RandomGenerator ties;

  /**
   * @param ties decides among equally busy workers; seeded, a test can repeat its choices
   */
  WorkerPool(List<WorkerSlot> slots, RandomGenerator ties) {
    this.slots = List.copyOf(slots);
    this.ties = ties;
  }

  /**
   * A place at a worker that serves the model now; the caller has to leave it.
   *
   * @param except names of workers not to choose
   */
  public Optional<Seat> take(String model, Set<String> except) {
    var best = new ArrayList<Candidate>();
    var least = Integer.MAX_VALUE;
    for (var slot : slots) {
      var served = slot.model(model);
      if (served.isPresent() && !except.contains(slot.name())) {
        var inFlight = slot.inFlight();
        if (inFlight < least) {
          least = inFlight;
          best.clear();
        }
        if (inFlight == least) {
          best.add(new Candidate(slot, served.get()));
        }
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best.get(choose(best.size())).take());
  }

  /** How many workers serve the model now. */
  public int serving(String model) {
    return (int) slots.stream().filter(slot -> slot.model(model).isPresent()).count();
  }

  private int choose(int count) {
    if (count == 1) {
      return 0;
    }
    synchronized (ties) {
      return ties.nextInt(count);
    }
  }

  private record Candidate(WorkerSlot slot, ModelInfo model) {
    Seat take() {
      return slot.take(model);
    }
  }
}
