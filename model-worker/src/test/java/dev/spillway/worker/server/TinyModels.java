package dev.spillway.worker.server;

import dev.spillway.testkit.TinyLlama;
import dev.spillway.testkit.WeightType;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Two tiny models in a folder, for as long as the tests run. */
public final class TinyModels implements QuarkusTestResourceLifecycleManager {
  private static final String[] NAMES = {"tiny-q8", "tiny-f32"};

  private final Path folder;

  public TinyModels() throws IOException {
    folder = Files.createTempDirectory("models");
  }

  @Override
  public Map<String, String> start() {
    TinyLlama.of(WeightType.Q8_0).writeTo(folder.resolve(NAMES[0] + ".gguf"));
    TinyLlama.of(WeightType.F32).writeTo(folder.resolve(NAMES[1] + ".gguf"));
    return Map.of("spillway.worker.models", folder.toString(), "spillway.worker.id", "w-7");
  }

  @Override
  public void stop() {
    try {
      for (var name : NAMES) {
        Files.deleteIfExists(folder.resolve(name + ".gguf"));
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
