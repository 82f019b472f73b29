package dev.spillway.gateway.workers;

import static java.util.Objects.requireNonNull;

import dev.spillway.contracts.worker.ModelInfo;
import dev.spillway.router.placement.Job;
import dev.spillway.router.placement.Placement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Chooses a worker for a request: {@link Placement} decides among those that serve the model now.
 * Where it has no preference the order of the slots decides, which differs by gateway, so that
 * several gateways do not all choose the first.
 */
public final class WorkerPool {
  private final List<WorkerSlot> slots;
  private final Placement placement;

  WorkerPool(List<WorkerSlot> slots, Placement placement, Random order) {
    var shuffled = new ArrayList<>(slots);
    Collections.shuffle(shuffled, order);
    this.slots = List.copyOf(shuffled);
    this.placement = placement;
  }

  /**
   * A place at a worker that serves the model now; the caller has to leave it.
   *
   * @param except names of workers not to choose
   */
  public Optional<Seat> take(String model, Set<String> except, Job job) {
    var candidates = new LinkedHashMap<String, Candidate>();
    for (var slot : slots) {
      var served = slot.model(model);
      if (served.isPresent() && !except.contains(slot.name())) {
        candidates.put(slot.name(), new Candidate(slot, served.get()));
      }
    }
    return placement
        .take(job, List.copyOf(candidates.keySet()))
        .map(place -> requireNonNull(candidates.get(place.worker())).seat(place));
  }

  /** How many workers serve the model now. */
  public int serving(String model) {
    return (int) slots.stream().filter(slot -> slot.model(model).isPresent()).count();
  }

  private record Candidate(WorkerSlot slot, ModelInfo model) {
    Seat seat(Placement.Place place) {
      return new Seat(slot, model.contextLength(), place);
    }
  }
}
