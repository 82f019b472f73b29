package dev.spillway.contracts.worker;

import java.util.List;
import java.util.Map;

/**
 * What a worker says of itself.
 *
 * @param loads by the id of the model; a model without one is {@link ModelLoad#UNKNOWN}
 */
public record WorkerInfo(String workerId, List<ModelInfo> models, Map<String, ModelLoad> loads) {
  public WorkerInfo {
    models = List.copyOf(models);
    loads = Map.copyOf(loads);
  }

  /** A worker that says nothing of what it can do. */
  public WorkerInfo(String workerId, List<ModelInfo> models) {
    this(workerId, models, Map.of());
  }

  /** What it says of a model. */
  public ModelLoad load(String model) {
    return loads.getOrDefault(model, ModelLoad.UNKNOWN);
  }
}
