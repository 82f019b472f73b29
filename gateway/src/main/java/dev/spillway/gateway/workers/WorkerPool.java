package dev.spillway.gateway.workers;

import static java.util.Objects.requireNonNull;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.ModelInfo;
import dev.spillway.contracts.worker.Worker;
import dev.spillway.router.fair.Waiter;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Chooses a worker for a request: {@link Placement} decides among those that serve the model now.
 * Where it has no preference the order of the slots decides, which differs by gateway, so that
 * several gateways do not all choose the first. Who is in doubt is chosen only where nobody else
 * serves the model.
 *
 * <p>Nobody is chosen who has no place; where all are full requests wait in a {@link Line}.
 *
 * <p>Endpoints of one engine that were given different weights are drawn by them, less the more
 * requests each is answering: nine in ten stay nine in ten while both keep up.
 */
public final class WorkerPool {
  private volatile List<WorkerSlot> slots;
  private final Placement placement;
  private final Random random;
  private final LongSupplier nanoTime;
  private final Function<String, Line> newLine;

  /** One for each model that was asked for: as many as there are tiers. */
  private final Map<String, Line> lines = new ConcurrentHashMap<>();

  /**
   * @param most that may wait for one model
   * @param spared turns after which a class that was passed over gets one
   */
  WorkerPool(
      List<WorkerSlot> slots,
      Placement placement,
      Random random,
      LongSupplier nanoTime,
      int most,
      int spared,
      LineMeters meters) {
    this.slots = shuffled(slots, random);
    this.placement = placement;
    this.random = random;
    this.nanoTime = nanoTime;
    newLine = model -> new Line(model, this, most, spared, meters);
  }

  /** Chooses among these from now on; seats that are taken elsewhere stay until they are left. */
  void use(List<WorkerSlot> now) {
    slots = shuffled(now, random);
    lines.values().forEach(Line::look);
  }

  private static List<WorkerSlot> shuffled(List<WorkerSlot> slots, Random random) {
    var shuffled = new ArrayList<>(slots);
    Collections.shuffle(shuffled, random);
    return List.copyOf(shuffled);
  }

  /**
   * A place at a worker that serves the model now; the caller has to leave it. None where all are
   * full, or others wait.
   *
   * @param except incarnations of workers not to choose
   */
  public Optional<Seat> take(String model, Set<String> except, Job job) {
    var line = line(model);
    return line.isEmpty()
        ? take(at(model), except, new Seat.Ticket(line, job, null), false)
        : Optional.empty();
  }

  /**
   * The same for an answer that was begun with this model, to the fingerprint and the context's
   * length: with any other it might go on or end differently. Who was served already waits for
   * nobody here, and goes also where no place is.
   */
  public Optional<Seat> takeSame(ModelInfo model, Set<String> except, Job job) {
    return take(same(model), except, new Seat.Ticket(line(model.id()), job, null), true);
  }

  /** A place for whose turn it is. */
  Optional<Seat> seat(String model, Turn turn, Waiter<Turn> waiter) {
    return take(at(model), turn.except(), new Seat.Ticket(line(model), turn.job(), waiter), false);
  }

  /** Where requests wait for the model. */
  public Line line(String model) {
    return lines.computeIfAbsent(model, newLine);
  }

  /** Looks whether anybody who waits need not wait any more. */
  void look() {
    lines.values().forEach(Line::look);
  }

  long nanoTime() {
    return nanoTime.getAsLong();
  }

  /** Whether anybody who could be chosen for the model has a place. */
  boolean hasPlace(String model, Set<String> except) {
    return candidates(at(model), except).values().stream().anyMatch(at -> at.room().hasPlace());
  }

  /** How many requests whoever serves the model now takes at once; 0 if that is not known. */
  int places(String model) {
    int places = 0;
    for (var slot : slots) {
      var at = slot.at(at(model));
      if (at.isPresent() && at.get().room().isBounded()) {
        places += at.get().room().limit();
      }
    }
    return places;
  }

  private static Function<WorkerSlot.State, Optional<ModelInfo>> at(String model) {
    return state -> state.model(model);
  }

  /** Whether anybody serves the model now, full or not. */
  public boolean serves(String model, Set<String> except) {
    return serves(at(model), except);
  }

  /** The same of who could go on with what was begun with this model. */
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

  /**
   * @param anyway also where no place is
   */
  private Optional<Seat> take(
      Function<WorkerSlot.State, Optional<ModelInfo>> serving,
      Set<String> except,
      Seat.Ticket ticket,
      boolean anyway) {
    var candidates = candidates(serving, except);
    if (!anyway) {
      candidates.values().removeIf(at -> !at.room().hasPlace());
    }
    var needed = ticket.job().tokens();
    while (true) {
      var place = placement.take(ticket.job(), drawn(candidates));
      if (place.isEmpty()) {
        return Optional.empty();
      }
      var at = requireNonNull(candidates.get(place.get().worker()));
      if (anyway) {
        at.room().squeeze(needed);
      } else if (!at.room().enter(needed)) {
        // Somebody was faster, or it is memory that there is none of.
        place.get().leave(0, 0);
        candidates.remove(at.slot().name());
        continue;
      }
      return Optional.of(new Seat(at, place.get(), ticket, nanoTime()));
    }
  }

  /** Who could be chosen, full or not. */
  private Map<String, Seat.At> candidates(
      Function<WorkerSlot.State, Optional<ModelInfo>> serving, Set<String> except) {
    var sure = new LinkedHashMap<String, Seat.At>();
    var doubted = new LinkedHashMap<String, Seat.At>();
    for (var slot : slots) {
      slot.at(serving)
          .filter(at -> !except.contains(at.incarnation()))
          .ifPresent(at -> (at.doubted() ? doubted : sure).put(slot.name(), at));
    }
    return sure.isEmpty() ? doubted : sure;
  }

  /** All of them, unless their weights differ: then one. */
  private List<String> drawn(Map<String, Seat.At> candidates) {
    var names = List.copyOf(candidates.keySet());
    if (names.isEmpty()) {
      return names;
    }
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

  /** Workers that do not answer, and why, by their names. */
  public Map<String, String> away() {
    return slots.stream()
        .filter(slot -> !slot.absence().isEmpty())
        .collect(Collectors.toMap(WorkerSlot::name, WorkerSlot::absence));
  }
}
