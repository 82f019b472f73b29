package dev.spillway.worker.model;

import dev.spillway.worker.format.GgufFile;
import dev.spillway.worker.kernel.Kernels;

/** Which file gives which model. */
public final class Models {
  private Models() {}

  /**
   * Loads the model of a file.
   *
   * @param maxTokens largest batch
   * @param maxOutputs most rows of logits of a batch
   * @throws dev.spillway.worker.format.GgufException the architecture is not supported, a tensor is
   *     missing or has another shape
   */
  public static LanguageModel load(GgufFile file, Kernels kernels, int maxTokens, int maxOutputs) {
    var architecture = file.metadata().string("general.architecture");
    return switch (architecture) {
      case "llama" -> new LlamaModel(file, kernels, maxTokens, maxOutputs);
      default ->
          throw file.unusable(
              "architecture '%s' is not supported; supported: llama".formatted(architecture));
    };
  }
}
