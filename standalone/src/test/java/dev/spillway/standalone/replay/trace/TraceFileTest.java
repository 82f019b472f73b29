package dev.spillway.standalone.replay.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.standalone.console.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceFileTest {
  private static final String AZURE =
      """
      TIMESTAMP,ContextTokens,GeneratedTokens
      2023-11-16 18:15:46.6805900,374,44
      2023-11-16 18:15:50.9951690,396,109
      """;

  @TempDir private Path folder;

  @Test
  void azure_csv_is_told_by_its_header() throws IOException {
    var trace = read(AZURE);
    assertThat(trace.form()).isEqualTo("Azure CSV");
    assertThat(trace.requests())
        .containsExactly(
            new TraceRequest(0, 374, 44, Prefix.NONE),
            new TraceRequest(4_314_579_000L, 396, 109, Prefix.NONE));
  }

  @Test
  void columns_may_stand_in_any_order_and_lines_may_end_as_on_windows() throws IOException {
    var trace =
        read("GeneratedTokens,x,TIMESTAMP,ContextTokens\r\n5,?,2023-11-16 18:15:46,7\r\n\r\n");
    assertThat(trace.requests()).containsExactly(new TraceRequest(0, 7, 5, Prefix.NONE));
  }

  @Test
  void mooncake_jsonl_is_told_by_its_fields_and_keeps_its_blocks() throws IOException {
    var trace =
        read(
            """
            {"timestamp": 3000, "input_length": 600, "output_length": 5, "hash_ids": [0, 4]}
            {"timestamp": 27482, "input_length": 512, "output_length": 1, "hash_ids": [0]}
            """);
    assertThat(trace.form()).isEqualTo("Mooncake JSONL");
    var first = trace.requests().getFirst();
    assertThat(first.promptTokens()).isEqualTo(600);
    assertThat(first.answerTokens()).isEqualTo(5);
    assertThat(first.prefix().blockTokens()).isEqualTo(512);
    assertThat(first.prefix().blocks()).isEqualTo(2);
    assertThat(first.prefix().id(1)).isEqualTo(4);
    assertThat(trace.requests().getLast().arrival()).isEqualTo(24_482_000_000L);
  }

  @Test
  void a_log_of_ones_own_may_be_unsorted_and_of_several_ways_to_say_it() throws IOException {
    var trace =
        read(
            """
            {"created": 1763712002, "usage": {"prompt_tokens": 30, "completion_tokens": 4}}
            {"arrival": 1763712000.25, "prompt_tokens": 31, "answer_tokens": 5, "user": "x"}
            {"arrival": "2025-11-21T08:00:01Z", "prompt_tokens": 32, "answer_tokens": 6, "prefix_blocks": [7], "block_tokens": 16}
            """);
    assertThat(trace.form()).isEqualTo("request log");
    assertThat(trace.requests()).extracting(TraceRequest::promptTokens).containsExactly(31, 32, 30);
    assertThat(trace.requests())
        .extracting(TraceRequest::arrival)
        .containsExactly(0L, 750_000_000L, 1_750_000_000L);
    assertThat(trace.requests().get(1).prefix().id(0)).isEqualTo(7);
  }

  @Test
  void compression_is_told_by_the_first_bytes() throws IOException {
    var file = folder.resolve("trace");
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(AZURE.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(TraceFile.read(file, 10).size()).isEqualTo(2);
  }

  @Test
  void a_limit_reads_no_further() throws IOException {
    var file = Files.writeString(folder.resolve("trace"), AZURE + "this is no row\n");
    assertThat(TraceFile.read(file, 2).size()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2023-11-16 18:15:46,12           | 3: 2 columns, the header has 3
          2023-11-16 18:15:46,0,44         | 3: ContextTokens must be from 1 to 10000000, not 0
          2023-11-16 18:15:46,12,-1        | 3: GeneratedTokens must be from 1 to 10000000, not -1
          2023-11-16 18:15:46,12,many      | 3: GeneratedTokens is not a number: 'many'
          16/11/2023,12,44                 | 3: TIMESTAMP is not a time: '16/11/2023'
          """)
  void a_bad_row_of_a_csv_is_named_by_its_line(String row, String message) {
    assertBad(
        "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46,12,44\n" + row, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"timestamp": 0, "input_length": 6} | 2: output_length is missing
          {"timestamp": 0, "input_length": 6.5, "output_length": 1, "hash_ids": []} | 2: input_length is not a whole number: 6.5
          {"timestamp": 0, "input_length": 6, "output_length": 1, "hash_ids": [1, 2]} | 2: hash_ids names 2 blocks of 512 tokens; the prompt has 6 tokens
          {"timestamp": 0, "input_length": 6, "output_length": 1, "hash_ids": ["a"]} | 2: hash_ids contains what is not a whole number: "a"
          {"timestamp": -1, "input_length": 6, "output_length": 1, "hash_ids": []} | 2: timestamp is not a time after 1970: -1
          [1] | 2: not a JSON object
          """)
  void a_bad_row_of_a_jsonl_is_named_by_its_line(String row, String message) {
    assertBad(
        "{\"timestamp\": 0, \"input_length\": 6, \"output_length\": 1, \"hash_ids\": []}\n" + row,
        message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"prompt_tokens": 3, "answer_tokens": 1} | 1: arrival is missing
          {"arrival": "yesterday", "prompt_tokens": 3, "answer_tokens": 1} | 1: arrival is not an instant: 'yesterday'
          {"arrival": 1, "usage": {"prompt_tokens": 3}} | 1: completion_tokens is missing
          {"arrival": 1e300, "prompt_tokens": 3, "answer_tokens": 1} | 1: arrival is not a time after 1970: 1.0E300
          hello | 1: neither a CSV header with TIMESTAMP,ContextTokens,GeneratedTokens nor a JSON object
          """)
  void a_bad_row_of_a_log_is_named_by_its_line(String row, String message) {
    assertBad(row, message);
  }

  @Test
  void an_empty_file_is_no_trace() {
    assertBad("\n\n", "the file is empty");
    assertBad("TIMESTAMP,ContextTokens,GeneratedTokens\n", "there are no requests");
  }

  @Test
  void a_missing_file_is_said_to_be_missing() {
    assertThatThrownBy(() -> TraceFile.read(folder.resolve("none"), 1))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("there is no file");
  }

  private Trace read(String text) throws IOException {
    return TraceFile.read(Files.writeString(folder.resolve("trace"), text), Integer.MAX_VALUE);
  }

  private void assertBad(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(message);
  }
}
