package dev.spillway.gateway.workers;

import dev.spillway.contracts.worker.ModelInfo;
import dev.spillway.contracts.worker.Worker;
import java.util.Map;
import java.util.Optional;

/** A worker, and what it last said of itself. */
final class WorkerSlot {
  private final String name;
  private final Worker worker;

  /** By id; none while the worker does not answer its probe. */
  private volatile Map<String, ModelInfo> models = Map.of();

  WorkerSlot(String name, Worker worker) {
    this.name = name;
    this.worker = worker;
  }

  String name() {
    return name;
  }

  Worker worker() {
    return worker;
  }

  Map<String, ModelInfo> models() {
    return models;
  }

  Optional<ModelInfo> model(String id) {
    return Optional.ofNullable(models.get(id));
  }

  void models(Map<String, ModelInfo> served) {
    models = Map.copyOf(served);
  }
}
