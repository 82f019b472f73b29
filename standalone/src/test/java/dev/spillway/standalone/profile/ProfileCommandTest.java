package dev.spillway.standalone.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.standalone.cost.ProfileFile;
import dev.spillway.testkit.TinyLlama;
import dev.spillway.testkit.WeightType;
import dev.spillway.worker.schedule.StepSize;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ProfileCommandTest {
  @TempDir private Path folder;

  @Test
  void steps_of_one_token_and_of_a_whole_step_are_covered() {
    var workloads = Workload.all(512, 1000, 8, 64).stream().map(Workload::requests).toList();
    assertThat(workloads)
        .anyMatch(w -> w.size() == 1 && w.getFirst().prompt() == 1)
        .anyMatch(w -> w.size() == 8)
        .anyMatch(w -> w.size() == 1 && w.getFirst().prompt() > 64)
        .allMatch(w -> w.size() <= 8)
        .allMatch(w -> w.stream().allMatch(r -> r.prompt() + r.answer() <= 512));
  }

  @Test
  void a_varied_workload_asks_for_no_more_and_for_something() {
    var random = new SplittableRandom(3);
    for (var workload : Workload.all(512, 1000, 8, 64)) {
      var varied = workload.varied(random).requests();
      assertThat(varied).hasSameSizeAs(workload.requests());
      for (int i = 0; i < varied.size(); i++) {
        var most = workload.requests().get(i);
        assertThat(varied.get(i).prompt()).isBetween((most.prompt() + 1) / 2, most.prompt());
        assertThat(varied.get(i).answer()).isBetween(1, most.answer());
      }
    }
  }

  @Test
  void a_profile_is_measured_written_and_checked_against_the_engine() {
    var model = TinyLlama.of(WeightType.Q8_0).writeTo(folder.resolve("tiny.gguf"));
    var out = folder.resolve("profile.json");
    assertThat(
            new CommandLine(new ProfileCommand())
                .execute(
                    "--model",
                    model.toString(),
                    "--out",
                    out.toString(),
                    "--seconds",
                    "0.1",
                    "--threads",
                    "1",
                    "--max-running",
                    "2",
                    "--step-tokens",
                    "32",
                    "--check"))
        .isZero();
    var profile = ProfileFile.read(out);
    assertThat(profile.name()).isEqualTo("tiny.gguf");
    assertThat(profile.maxRunning()).isEqualTo(2);
    assertThat(profile.steps()).hasSizeGreaterThan(10);
    assertThat(profile.cost().seconds(new StepSize(32, 1, 0, 528))).isPositive();
  }

  @Test
  void a_missing_model_is_in_the_way() {
    var line = new CommandLine(new ProfileCommand());
    line.setExecutionExceptionHandler((e, l, p) -> 3);
    assertThat(line.execute("--model", folder.resolve("none.gguf").toString())).isEqualTo(3);
  }
}
