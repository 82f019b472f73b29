package dev.spillway.worker.engine;

import dev.spillway.cache.BlockStore;
import dev.spillway.testkit.Await;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A store in this process, which can be made to stall, to lose and to lie. */
final class Shelf implements BlockStore {
  final Map<String, byte[]> values = new ConcurrentHashMap<>();

  /** Reads that were asked for, in order. */
  final List<String> reads = new CopyOnWriteArrayList<>();

  /** Reads that are not answered yet. */
  private final Deque<Runnable> held = new ArrayDeque<>();

  private boolean holding;
  private boolean silent;

  @Override
  public CompletionStage<Integer> present(List<String> names) {
    if (silent) {
      return new CompletableFuture<>();
    }
    int count = 0;
    while (count < names.size() && values.containsKey(names.get(count))) {
      count++;
    }
    return CompletableFuture.completedFuture(count);
  }

  @Override
  public synchronized CompletionStage<Optional<byte[]>> read(String name) {
    reads.add(name);
    var reply = new CompletableFuture<Optional<byte[]>>();
    if (holding) {
      held.add(() -> reply.complete(Optional.ofNullable(values.get(name))));
    } else {
      reply.complete(Optional.ofNullable(values.get(name)));
    }
    return reply;
  }

  /** From now on reads are answered when {@link #answer} says so. */
  synchronized void hold() {
    holding = true;
  }

  /** From now on it does not even say what it has. */
  void silence() {
    silent = true;
  }

  /** Answers the read that waits longest; false if none waits. */
  synchronized boolean answer() {
    if (held.isEmpty()) {
      return false;
    }
    held.removeFirst().run();
    return true;
  }

  @Override
  public boolean write(String name, byte[] value) {
    values.put(name, value);
    return true;
  }

  @Override
  public boolean takes(int bytes) {
    return true;
  }

  @Override
  public String state() {
    return "a test";
  }

  /** Waits until so many blocks are here. */
  void await(int blocks) {
    Await.until(
        () -> values.size() >= blocks, () -> "there are %d blocks only".formatted(values.size()));
  }

  @Override
  public void close() {}
}
