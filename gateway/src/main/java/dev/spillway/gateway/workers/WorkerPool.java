package dev.spillway.gateway.workers;

import static java.util.Objects.requireNonNull;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.ModelInfo;
import dev.spillway.contracts.worker.Worker;
import dev.spillway.router.placement.Job;
import dev.spillway.router.placement.Placement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/**
 * Chooses a worker for a request: {@link Placement} decides among those that serve the model now.
 * Where it has no preference the order of the slots decides, which differs by gateway, so that
 * several gateways do not all choose the first. Who is in doubt is chosen only where nobody else
 * serves the model.
 *
 * <p>Endpoints of one engine that were given different weights are drawn by them, less the more
 * requests each is answering: nine in ten stay nine in ten while both keep up.
 */
public final class WorkerPool {
  private final List<WorkerSlot> slots;
  private final Placement placement;
  private final Random random;

  WorkerPool(List<WorkerSlot> slots, Placement placement, Random random) {
    var shuffled = new ArrayList<>(slots);
    Collections.shuffle(shuffled, random);
    this.slots = List.copyOf(shuffled);
    this.placement = placement;
    this.random = random;
  }

  /**
   * A place at a worker that serves the model now; the caller has to leave it.
   *
   * @param except incarnations of workers not to choose
   */
  public Optional<Seat> take(String model, Set<String> except, Job job) {
    return take(state -> state.model(model), except, job);
  }

  /**
   * The same for an answer that was begun with this model, to the fingerprint and the context's
   * length: with any other it might go on or end differently.
   */
  public Optional<Seat> takeSame(ModelInfo model, Set<String> except, Job job) {
    return take(same(model), except, job);
  }

  /** Whether {@link #take} would find a worker now. */
  public boolean serves(String model, Set<String> except) {
    return serves(state -> state.model(model), except);
  }

  /** Whether {@link #takeSame} would find a worker now. */
  public boolean servesSame(ModelInfo model, Set<String> except) {
    return serves(same(model), except);
  }

  private static Function<WorkerSlot.State, Optional<ModelInfo>> same(ModelInfo model) {
    return state -> state.model(model.id()).filter(model::equals);
  }

  private boolean serves(
      Function<WorkerSlot.State, Optional<ModelInfo>> serving, Set<String> except) {
    return slots.stream()
        .flatMap(slot -> slot.at(serving).stream())
        .anyMatch(at -> !except.contains(at.incarnation()));
  }

  private Optional<Seat> take(
      Function<WorkerSlot.State, Optional<ModelInfo>> serving, Set<String> except, Job job) {
    var sure = new LinkedHashMap<String, Seat.At>();
    var doubted = new LinkedHashMap<String, Seat.At>();
    for (var slot : slots) {
      slot.at(serving)
          .filter(at -> !except.contains(at.incarnation()))
          .ifPresent(at -> (at.doubted() ? doubted : sure).put(slot.name(), at));
    }
    var candidates = sure.isEmpty() ? doubted : sure;
    return placement
        .take(job, drawn(candidates))
        .map(place -> new Seat(requireNonNull(candidates.get(place.worker())), place));
  }

  /** All of them, unless their weights differ: then one. */
  private List<String> drawn(Map<String, Seat.At> candidates) {
    var names = List.copyOf(candidates.keySet());
    var weights = candidates.values().stream().mapToInt(at -> at.slot().weight()).toArray();
    if (Arrays.stream(weights).distinct().count() <= 1) {
      return names;
    }
    var shares = new double[weights.length];
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (double) weights[i] / (1 + placement.inFlight(names.get(i)));
      sum += shares[i];
    }
    double left = random.nextDouble() * sum;
    int chosen = 0;
    while (chosen < shares.length - 1 && left >= shares[chosen]) {
      left -= shares[chosen++];
    }
    return List.of(names.get(chosen));
  }

  /** Who serves the model now, to be asked for what is no generation. */
  public List<Worker> workers(String model) {
    return slots.stream()
        .filter(slot -> slot.state().model(model).isPresent())
        .map(WorkerSlot::worker)
        .toList();
  }

  /** Why nobody serves the model now, where {@link #take} found nobody. */
  public ErrorKind absence(String model) {
    return slots.stream()
        .filter(slot -> slot.state().model(model).isPresent())
        .flatMap(slot -> slot.breaker().flatMap(Breaker::wanted).stream())
        .min(Comparator.naturalOrder())
        .<ErrorKind>map(
            rest ->
                new ErrorKind.Overloaded(
                    "every upstream of '%s' takes no more requests now".formatted(model), rest))
        .orElseGet(() -> new ErrorKind.WorkerUnavailable(model));
  }

  /** Which weights go by this name now, in a fixed order; none while no worker serves it. */
  public List<String> fingerprints(String model) {
    return slots.stream()
        .flatMap(slot -> slot.state().model(model).stream())
        .map(ModelInfo::fingerprint)
        .distinct()
        .sorted()
        .toList();
  }

  /** How many workers serve the model now. */
  public int serving(String model) {
    return (int)
        slots.stream()
            .filter(slot -> slot.state().model(model).isPresent() && !slot.rests())
            .count();
  }
}
