package dev.spillway.benchmarks.lengths;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The recorded answers, read from gzipped JSON lines and CSV. */
final class LengthData {
  private static final ObjectMapper JSON = new ObjectMapper();

  private LengthData() {}

  /** Prompts and answers without counts: four characters are about a token. */
  static List<Answered> texts(Path file) throws IOException {
    var read = new ArrayList<Answered>();
    for (var line : lines(file)) {
      JsonNode row = JSON.readTree(line);
      int tokens = Math.max(1, (row.path("output").asText().length() + 3) / 4);
      read.add(new Answered("model", row.path("prompt").asText(), tokens, false));
    }
    return read;
  }

  /** What several models answered to each question, in the order of the file. */
  static List<List<Answered>> models(Path file) throws IOException {
    var read = new ArrayList<List<Answered>>();
    for (var line : lines(file)) {
      JsonNode row = JSON.readTree(line);
      boolean test = row.path("split").asText().equals("test");
      var question = new ArrayList<Answered>();
      for (var model : row.path("models").properties()) {
        int tokens = model.getValue().path("out_tokens").asInt();
        question.add(new Answered(model.getKey(), row.path("query").asText(), tokens, test));
      }
      read.add(question);
    }
    return read;
  }

  /** Lengths without prompts, and the class that a language model put the prompt in. */
  static List<Answered> classes(Path file) throws IOException {
    var read = new ArrayList<Answered>();
    var lines = lines(file);
    for (var line : lines.subList(1, lines.size())) {
      var cells = line.split(",", -1);
      int tokens = Math.max(1, Integer.parseInt(cells[1]));
      read.add(new Answered(cells[4], cells[2], tokens, false));
    }
    return read;
  }

  private static List<String> lines(Path file) throws IOException {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
