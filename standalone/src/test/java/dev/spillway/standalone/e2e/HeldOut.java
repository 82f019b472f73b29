package dev.spillway.standalone.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/** A question of {@code models/eval.jsonl}, none of which was trained on. */
record HeldOut(JsonNode messages, String answer) {

  static List<HeldOut> first(int count) {
    try (var lines = Files.lines(Installation.models().resolve("eval.jsonl"))) {
      return lines.limit(count).map(HeldOut::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A greedy request. */
  ObjectNode to(String model) {
    var body = Api.JSON.createObjectNode();
    body.put("model", model).put("temperature", 0);
    body.set("messages", messages);
    return body;
  }

  boolean isAnsweredBy(String text) {
    return normal(text).equals(normal(answer));
  }

  /** White space and a full stop at the end do not count; case does. */
  private static String normal(String text) {
    return text.replaceAll("\\s+", " ").strip().replaceAll("\\.+$", "").strip();
  }

  private static HeldOut read(String line) {
    try {
      var question = Api.JSON.readTree(line);
      return new HeldOut(question.path("messages"), question.path("answer").asText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
