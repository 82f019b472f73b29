package dev.spillway.benchmarks.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.learn.Meaning;
import dev.spillway.router.routing.Example;
import dev.spillway.router.routing.Example.Reply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Questions with what many models replied to them, read from JSON lines. */
final class StoredReplies {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<JsonNode> rows;
  private final Map<String, Meaning> meanings;

  private StoredReplies(List<JsonNode> rows, Map<String, Meaning> meanings) {
    this.rows = rows;
    this.meanings = meanings;
  }

  /** The same with what the questions mean, by their text. */
  StoredReplies with(Map<String, Meaning> known) {
    return new StoredReplies(rows, known);
  }

  /** None twice. */
  List<String> questions() {
    return rows.stream().map(StoredReplies::question).distinct().toList();
  }

  private static String question(JsonNode row) {
    return row.path("query").asText();
  }

  static StoredReplies read(Path file) throws IOException {
    var rows = new ArrayList<JsonNode>();
    try (InputStream bytes = Files.newInputStream(file);
        var plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
        var lines = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        rows.add(JSON.readTree(line));
      }
    }
    return new StoredReplies(rows, Map.of());
  }

  /** Names of the models of the first row. */
  List<String> models() {
    var names = new ArrayList<String>();
    rows.getFirst().path("models").fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The rows of which this field has one of these values. */
  StoredReplies where(String field, String... values) {
    return new StoredReplies(
        rows.stream().filter(row -> List.of(values).contains(row.path(field).asText())).toList(),
        meanings);
  }

  /** The examples of one split, with the replies of these models in this order. */
  List<Example> split(String split, List<String> tiers) {
    return where("split", split).examples(tiers);
  }

  /** All of them, with the replies of these models in this order. */
  List<Example> examples(List<String> tiers) {
    return rows.stream()
        .map(
            row ->
                new Example(
                    question(row),
                    Optional.ofNullable(meanings.get(question(row))),
                    tiers.stream().map(tier -> reply(row.path("models").path(tier), tier)).toList(),
                    1))
        .toList();
  }

  private static Reply reply(JsonNode model, String tier) {
    if (!model.has("correct")) {
      throw new IllegalArgumentException("a row has no reply of " + tier);
    }
    return new Reply(
        model.path("response").asText(""),
        model.path("correct").asDouble(),
        model.path("cost_usd").asDouble(),
        model.has("logprobs") ? Optional.of(statistics(model.path("logprobs"))) : Optional.empty());
  }

  private static AnswerStatistics statistics(JsonNode logprobs) {
    var statistics = AnswerStatistics.EMPTY;
    for (var logprob : logprobs) {
      statistics = statistics.plus(Math.min(0f, logprob.floatValue()));
    }
    return statistics;
  }
}
