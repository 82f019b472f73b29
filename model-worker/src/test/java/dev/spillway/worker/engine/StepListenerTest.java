package dev.spillway.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.Sampling;
import dev.spillway.testkit.TinyLlama;
import dev.spillway.testkit.WeightType;
import dev.spillway.worker.schedule.Speculation;
import dev.spillway.worker.schedule.StepSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepListenerTest {
  @TempDir private Path folder;

  @Test
  void every_step_is_told_with_what_it_computed_and_answers_are_as_long_as_asked_for() {
    var model = TinyLlama.of(WeightType.Q8_0).writeTo(folder.resolve("tiny.gguf"));
    var options =
        EngineOptions.DEFAULTS.withThreads(1).withStepTokens(8).withSpeculation(Speculation.OFF);
    var sizes = Collections.synchronizedList(new ArrayList<StepSize>());
    try (var engine =
        Engine.probe(
            model,
            options.withMaxRunning(2),
            (plan, nanos) -> {
              assertThat(nanos).isPositive();
              sizes.add(StepSize.of(plan));
            })) {
      var recorder = new Recorder();
      engine.submit(Prompts.ofLength(10, 2), Sampling.GREEDY, 40, recorder);
      assertThat(recorder.answer.join().reason()).isEqualTo(EndReason.LENGTH);
    }
    assertThat(sizes.subList(0, 3))
        .isEqualTo(
            List.of(
                new StepSize(8, 0, 0, 36),
                new StepSize(2, 1, 0, 9 + 10),
                new StepSize(1, 1, 11, 0)));
    assertThat(sizes).hasSize(2 + 39).last().isEqualTo(new StepSize(1, 1, 49, 0));
  }
}
