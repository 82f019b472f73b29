package dev.spillway.worker.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.cache.BlockStore;
import dev.spillway.testkit.TinyLlama;
import dev.spillway.testkit.WeightType;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFilesTest {
  @TempDir Path folder;

  @Test
  void a_folder_stands_for_its_gguf_files_and_a_file_for_itself() throws IOException {
    var small = Files.createFile(folder.resolve("small.gguf"));
    var large = Files.createFile(folder.resolve("large.gguf"));
    Files.createFile(folder.resolve("README.md"));
    assertThat(ModelFiles.find(List.of(folder)))
        .containsExactly(Map.entry("large", large), Map.entry("small", small));
    assertThat(ModelFiles.find(List.of(small))).containsExactly(Map.entry("small", small));
  }

  @Test
  void a_start_that_fails_says_in_one_line_what_to_do() throws IOException {
    assertOneLine(() -> ModelFiles.find(List.of()), "set spillway.worker.models");
    assertOneLine(() -> ModelFiles.find(List.of(folder)), "which has no .gguf files");
    var twin = Files.createDirectory(folder.resolve("other")).resolve("a.gguf");
    TinyLlama.of(WeightType.F32).writeTo(twin);
    var broken = Files.writeString(folder.resolve("a.gguf"), "no model");
    assertOneLine(() -> ModelFiles.find(List.of(twin, broken)), "two models 'a'");
    assertOneLine(() -> load(broken), broken + ": not a GGUF file");
    assertOneLine(() -> load(folder.resolve("b.gguf")), "b.gguf: there is no such file");
  }

  private static void load(Path file) {
    ServedModels.load(
            TestWorker.config(Map.of("spillway.worker.models", file.toString())), BlockStore.NONE)
        .close();
  }

  private static void assertOneLine(Runnable start, String words) {
    assertThatThrownBy(start::run)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(words)
        .hasNoCause()
        .satisfies(thrown -> assertThat(String.valueOf(thrown.getMessage()).lines()).hasSize(1));
  }
}
