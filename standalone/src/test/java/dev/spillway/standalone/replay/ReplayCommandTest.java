package dev.spillway.standalone.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.standalone.console.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ReplayCommandTest {
  private static final String DRAWN = "--synthetic heavy-tail --limit 150";

  @TempDir private Path folder;
  private final List<String> said = new ArrayList<>();

  @Test
  void a_drawn_workload_is_replayed_to_all_three_reports() throws IOException {
    var json = folder.resolve("r.json");
    var html = folder.resolve("r.html");
    assertThat(
            run(
                "--synthetic",
                "heavy-tail",
                "--limit",
                "150",
                "--load",
                "0.9",
                "--policy",
                "fcfs,shortest+predicted,mlfq",
                "--predictor",
                "noise:0.5",
                "--workers",
                "2",
                "--json",
                json.toString(),
                "--html",
                html.toString()))
        .isZero();
    var report = new ObjectMapper().readTree(Files.readString(json));
    assertThat(report.path("policies")).hasSize(3);
    assertThat(report.path("load").asDouble()).isBetween(0.8999, 0.9001);
    assertThat(report.path("policies").path(2).path("ended").asInt()).isEqualTo(150);
    assertThat(Files.readString(html)).contains("mlfq+past-future");
  }

  @Test
  void the_same_seed_gives_the_same_json() throws IOException {
    var one = folder.resolve("1.json");
    var two = folder.resolve("2.json");
    var other = folder.resolve("3.json");
    assertThat(run((DRAWN + " --seed 4 --load 0.8 --json " + one).split(" "))).isZero();
    assertThat(run((DRAWN + " --seed 4 --load 0.8 --json " + two).split(" "))).isZero();
    assertThat(run((DRAWN + " --seed 5 --load 0.8 --json " + other).split(" "))).isZero();
    assertThat(two).hasSameBinaryContentAs(one);
    assertThat(Files.readString(other)).isNotEqualTo(Files.readString(one));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --policy fastest | is no scheduling policy
          --predictor perfect | there is no predictor 'perfect'
          --load 0 | --load and --rate must be above 0
          --kv-blocks 0 | the KV memory must have from 1
          --kv-blocks 1 --load 0.9 | no request fits the KV memory
          --max-running 64 --step-tokens 8 | a step of 8 tokens starves some of 64 sequences
          --workers 0 | there must be a worker
          --max-tokens 0 | --max-tokens must be at least 1
          """)
  void what_cannot_be_is_wrong_usage_and_says_why(String options, String message) {
    assertThat(run((DRAWN + " " + options).split(" "))).isEqualTo(2);
    assertThat(said).singleElement().asString().contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --load 0.9                                       | Missing required argument
          trace.csv --synthetic heavy-tail                 | mutually exclusive
          --synthetic heavy-tail --limit 0                 | --limit must be at least 1
          --synthetic light-tail                           | light-tail
          --synthetic heavy-tail --load 1 --rate 1         | mutually exclusive
          --synthetic heavy-tail --kv-memory 16X           | 16X
          --synthetic heavy-tail --placement nearest       | nearest
          """)
  void what_the_command_line_does_not_know_is_wrong_usage(String options, String message) {
    assertThat(run(options.split(" "))).isEqualTo(2);
    assertThat(said).singleElement().asString().contains(message);
  }

  @Test
  void a_bad_row_is_in_the_way_and_named_by_file_and_line() throws IOException {
    var file = folder.resolve("trace.csv");
    Files.writeString(file, "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46,x,1\n");
    assertThat(run(file.toString())).isEqualTo(3);
    assertThat(said).containsExactly(file + ", line 2: ContextTokens is not a number: 'x'");
  }

  @Test
  void requests_of_one_moment_have_no_rate_to_change() throws IOException {
    var file = folder.resolve("log");
    Files.writeString(
        file, "{\"arrival\": 1, \"prompt_tokens\": 3, \"answer_tokens\": 2}\n".repeat(2));
    assertThat(run(file.toString(), "--rate", "2")).isEqualTo(2);
    assertThat(said).singleElement().asString().contains("come at one moment");
    assertThat(run(file.toString())).isZero();
  }

  private int run(String... arguments) {
    return new CommandLine(new ReplayCommand())
        .setExecutionExceptionHandler(
            (exception, line, parsed) -> {
              if (exception instanceof CommandFailure failure) {
                said.add(failure.line());
                return failure.exitCode();
              }
              throw exception;
            })
        .setParameterExceptionHandler(
            (exception, given) -> {
              said.add(String.valueOf(exception.getMessage()));
              return 2;
            })
        .execute(arguments);
  }
}
