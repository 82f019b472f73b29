package dev.spillway.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.testkit.TinyLlama;
import dev.spillway.testkit.WeightType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepProfilerTest {
  @TempDir private Path folder;

  @Test
  void every_step_is_told_with_what_it_computed() {
    var model = TinyLlama.of(WeightType.Q8_0).writeTo(folder.resolve("tiny.gguf"));
    var options = EngineOptions.DEFAULTS.withThreads(1).withMaxRunning(2).withStepTokens(8);
    var sizes = new ArrayList<StepSize>();
    try (var profiler = StepProfiler.open(model, options)) {
      profiler.answer(
          List.of(Prompts.ofLength(3, 1), Prompts.ofLength(10, 2)),
          2,
          (size, nanos) -> {
            assertThat(nanos).isPositive();
            sizes.add(size);
          });
    }
    assertThat(sizes)
        .containsExactly(
            new StepSize(8, 1, 0, 6 + 15),
            new StepSize(6, 2, 4, 6 + 7 + 8 + 9 + 10),
            new StepSize(1, 1, 11, 0));
  }
}
