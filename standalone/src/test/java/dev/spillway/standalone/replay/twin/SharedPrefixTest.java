package dev.spillway.standalone.replay.twin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.standalone.replay.trace.Trace;
import dev.spillway.standalone.replay.trace.TraceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedPrefixTest {
  @TempDir private Path folder;

  @Test
  void tokens_are_shared_exactly_where_the_trace_says_so() throws IOException {
    var trace =
        read(
            """
            {"timestamp": 0, "input_length": 1100, "output_length": 2, "hash_ids": [1, 2]}
            {"timestamp": 60000, "input_length": 1100, "output_length": 2, "hash_ids": [1, 3]}
            {"timestamp": 120000, "input_length": 1100, "output_length": 2, "hash_ids": [1, 2]}
            {"timestamp": 180000, "input_length": 1100, "output_length": 2, "hash_ids": [4, 2]}
            """);
    var outcomes = Setups.twin("fcfs", 1, 2000).play(trace, ended -> {}).outcomes();
    assertThat(outcomes).extracting(Outcome::cachedTokens).containsExactly(0, 512, 1024, 0);
  }

  @Test
  void prompts_of_which_nothing_is_known_share_nothing() throws IOException {
    var trace =
        read(
            """
            {"arrival": 0, "prompt_tokens": 300, "answer_tokens": 2}
            {"arrival": 60, "prompt_tokens": 300, "answer_tokens": 2}
            """);
    var outcomes = Setups.twin("fcfs", 1, 2000).play(trace, ended -> {}).outcomes();
    assertThat(outcomes).extracting(Outcome::cachedTokens).containsExactly(0, 0);
  }

  private Trace read(String text) throws IOException {
    return TraceFile.read(Files.writeString(folder.resolve("trace"), text), 100);
  }
}
