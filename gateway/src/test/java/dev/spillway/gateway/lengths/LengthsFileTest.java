package dev.spillway.gateway.lengths;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.router.length.LengthPredictor;
import dev.spillway.router.length.PromptFeatures;
import io.quarkus.runtime.ShutdownEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LengthsFileTest {
  private static final PromptFeatures PROMPT =
      PromptFeatures.of(
          new ChatRequest("m", List.of(new ChatMessage(Role.USER, "Why?")), Sampling.GREEDY));

  @TempDir private Path folder;

  @Test
  void what_was_learned_outlives_a_restart() throws IOException {
    var file = folder.resolve("new").resolve("lengths");
    var before = new LengthsFile(Optional.of(file));
    for (var i = 0; i < 100; i++) {
      before.predictor().learn(before.predictor().forecast("t", "", PROMPT), 7, true);
    }
    before.stop(new ShutdownEvent());
    var after = new LengthsFile(Optional.of(file));
    assertThat(median(after)).isEqualTo(median(before)).isLessThan(20);
    try (var files = Files.list(folder.resolve("new"))) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void a_file_that_cannot_be_read_is_as_good_as_none() throws IOException {
    var file = folder.resolve("lengths");
    Files.writeString(file, "no snapshot");
    assertThat(median(new LengthsFile(Optional.of(file))))
        .isEqualTo(new LengthPredictor().forecast("t", "", PROMPT).median());
  }

  @Test
  void a_place_that_cannot_be_written_does_not_stop_the_gateway_from_stopping() throws IOException {
    var notAFolder = Files.writeString(folder.resolve("file"), "");
    var file = notAFolder.resolve("lengths");
    new LengthsFile(Optional.of(file)).stop(new ShutdownEvent());
    assertThat(file).doesNotExist();
  }

  private static int median(LengthsFile file) {
    return file.predictor().forecast("t", "", PROMPT).median();
  }
}
