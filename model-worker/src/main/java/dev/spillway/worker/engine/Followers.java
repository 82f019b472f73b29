package dev.spillway.worker.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Requests with one prompt: one of them leads and reads it, the others follow once it is read. Who
 * leads leaves the others to the next one, if it goes before that. Only the engine's thread.
 */
final class Followers {
  private final Deque<Generation> waiting;

  Followers(List<Generation> waiting) {
    this.waiting = new ArrayDeque<>(waiting);
  }

  List<Generation> waiting() {
    return List.copyOf(waiting);
  }

  boolean remove(Generation generation) {
    return waiting.remove(generation);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  Generation next() {
    return waiting.removeFirst();
  }
}
