package dev.spillway.gateway.workers;

import dev.spillway.contracts.worker.ModelInfo;
import dev.spillway.contracts.worker.Worker;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A worker, and what it last said of itself.
 *
 * <p>A connection that breaks puts the worker in doubt: it is asked at once whether it is there,
 * and until it has answered nobody is sent to it who could be sent to another. Each doubt begins a
 * new life of the slot, because who answers after it may be another process.
 *
 * <p>A machine that vanishes breaks no connection. Those who wait for an answer of the worker are
 * told each time that it does not answer its probe, and judge for themselves. Nobody else is sent
 * to a worker that is late with that either, if there is another.
 */
final class WorkerSlot {

  /**
   * @param models by id; none while the worker is gone
   * @param life how often it has been in doubt
   * @param late whether it did not answer its last probe in time
   */
  record State(Map<String, ModelInfo> models, int life, boolean doubted, boolean late) {
    State {
      models = Map.copyOf(models);
    }

    Optional<ModelInfo> model(String id) {
      return Optional.ofNullable(models.get(id));
    }
  }

  private final String name;
  private final Worker worker;
  private final int weight;
  private final Optional<Breaker> breaker;
  private final Supplier<Room> rooms;
  private final Map<String, Room> room = new ConcurrentHashMap<>();
  private volatile State state = new State(Map.of(), 0, false, false);
  private volatile Runnable probe = () -> {};
  private volatile String absence = "";

  /** One for each seat that is taken. */
  private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();

  /** A worker whose connection cannot break. */
  WorkerSlot(String name, Worker worker, int ahead) {
    this(name, doubt -> worker, ahead);
  }

  /**
   * @param worker is given what it has to run, on any thread, when its connection broke
   * @param ahead requests that it is given beyond those that it can do at once
   */
  WorkerSlot(String name, Function<Runnable, Worker> worker, int ahead) {
    rooms = () -> Room.announced(ahead);
    this.name = name;
    this.worker = worker.apply(this::doubt);
    weight = 1;
    breaker = Optional.empty();
  }

  /** An engine that is not ours: it is not asked whether it is there, but judged by its answers. */
  WorkerSlot(String name, Worker worker, ModelInfo model, int weight, int most, Breaker breaker) {
    rooms = () -> Room.of(most);
    this.name = name;
    this.worker = worker;
    this.weight = weight;
    this.breaker = Optional.of(breaker);
    state = new State(Map.of(model.id(), model), 0, false, false);
  }

  String name() {
    return name;
  }

  Worker worker() {
    return worker;
  }

  State state() {
    return state;
  }

  /** Its share of requests beside the others that serve the same. */
  int weight() {
    return weight;
  }

  /** What judges it by its answers; absent where it is asked whether it is there. */
  Optional<Breaker> breaker() {
    return breaker;
  }

  /** Whether it is let alone for a while. */
  boolean rests() {
    return breaker.isPresent() && !breaker.get().admits();
  }

  /** A place here for a model that is found in what it serves now. */
  Optional<Seat.At> at(Function<State, Optional<ModelInfo>> serving) {
    var now = state;
    return serving
        .apply(now)
        .filter(model -> !rests())
        .map(
            model ->
                new Seat.At(
                    this,
                    "%s#%d".formatted(name, now.life()),
                    model,
                    room(model.id()),
                    now.doubted() || now.late()));
  }

  /** How much more of a model it takes; there are as many as models that it serves. */
  Room room(String model) {
    return room.computeIfAbsent(model, id -> rooms.get());
  }

  /** What asks the worker at once; must not wait. */
  void probedBy(Runnable asking) {
    probe = asking;
  }

  /** The worker has said what it serves; false if it was in doubt since that life. */
  synchronized boolean serves(Map<String, ModelInfo> models, int life) {
    if (life != state.life()) {
      return false;
    }
    state = new State(models, life, false, false);
    return true;
  }

  /** The worker did not answer in time, and may be busy. */
  void late() {
    synchronized (this) {
      state = new State(state.models(), state.life(), state.doubted(), true);
    }
    waiting.forEach(Runnable::run);
  }

  /** The worker is gone. */
  void silent() {
    synchronized (this) {
      state = new State(Map.of(), state.life(), state.doubted(), true);
    }
    waiting.forEach(Runnable::run);
  }

  /** Has this run, on any thread, each time that the worker does not answer its probe. */
  void whenSilent(Runnable told) {
    waiting.add(told);
  }

  /** How many have to be told. */
  int waiting() {
    return waiting.size();
  }

  void forget(Runnable told) {
    waiting.remove(told);
  }

  private void doubt() {
    synchronized (this) {
      if (state.doubted()) {
        return;
      }
      state = new State(state.models(), state.life() + 1, true, state.late());
    }
    probe.run();
  }

  /** Why it did not answer its last probe, in a line; empty if it did. */
  String absence() {
    return absence;
  }

  void absent(String why) {
    absence = why;
  }
}
