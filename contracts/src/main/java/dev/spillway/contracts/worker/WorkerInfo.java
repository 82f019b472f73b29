package dev.spillway.contracts.worker;

import java.util.List;

/** What a worker says of itself. */
public record WorkerInfo(String workerId, List<ModelInfo> models) {
  public WorkerInfo {
    models = List.copyOf(models);
  }
}
