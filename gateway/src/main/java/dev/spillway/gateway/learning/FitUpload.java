package dev.spillway.gateway.learning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.decision.RequestIds;
import dev.spillway.gateway.learning.Evidence.Reply;
import dev.spillway.router.AnswerStatistics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an administrator sends to be fitted on, one JSON object a line: either a whole example, as
 * {@link LabelledReplies} has it, or how good the replies to a kept request were:
 *
 * <pre>{@code
 * {"request_id": "0f8c3a52b1c94f0e9d7a6b5c4d3e2f10", "qualities": {"small": 0, "large": 1}}
 * }</pre>
 *
 * <p>Read strictly: whatever is missing or wrong is an error that names the line and the field.
 *
 * @param replies whole examples, without their texts
 * @param qualities by request and tier
 */
public record FitUpload(List<List<Reply>> replies, Map<String, Map<String, Double>> qualities) {
  public static final FitUpload NONE = new FitUpload(List.of(), Map.of());

  public FitUpload {
    replies = List.copyOf(replies);
    qualities = Map.copyOf(qualities);
  }

  /**
   * Reads all lines. Empty ones are skipped.
   *
   * @param tiers that each line is about
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} naming the line and the field
   */
  public static FitUpload read(InputStream body, List<String> tiers) {
    var replies = new ArrayList<List<Reply>>();
    var qualities = new HashMap<String, Map<String, Double>>();
    int number = 0;
    try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        if (replies.size() + qualities.size() == LabelledReplies.MAX_LINES) {
          throw LabelledReplies.invalid(
              number, "body", "must have at most %d lines".formatted(LabelledReplies.MAX_LINES));
        }
        var json = LabelledReplies.parse(number, line);
        if (json.has("request_id")) {
          qualities.put(requestId(number, json), qualities(number, json, tiers));
        } else {
          replies.add(replies(new LabelledReplies.Row(number, json), tiers));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the rest of the body cannot be read", e);
    }
    return new FitUpload(replies, qualities);
  }

  private static String requestId(int number, JsonNode json) {
    var id = json.path("request_id").asText();
    if (!RequestIds.isValid(id)) {
      throw LabelledReplies.invalid(number, "request_id", "must be 32 hexadecimal digits");
    }
    return id;
  }

  private static Map<String, Double> qualities(int number, JsonNode json, List<String> tiers) {
    var sent = json.path("qualities");
    var read = new HashMap<String, Double>();
    for (var tier : tiers) {
      var quality = sent.path(tier);
      if (!quality.isNumber() || !(quality.doubleValue() >= 0 && quality.doubleValue() <= 1)) {
        throw LabelledReplies.invalid(number, "qualities." + tier, "must be a number from 0 to 1");
      }
      read.put(tier, quality.doubleValue());
    }
    if (sent.size() != tiers.size()) {
      throw LabelledReplies.invalid(
          number, "qualities", "must be of the policy's tiers: " + String.join(", ", tiers));
    }
    return read;
  }

  private static List<Reply> replies(LabelledReplies.Row row, List<String> tiers) {
    return row.example(tiers).replies().stream()
        .map(
            reply ->
                new Reply(
                    reply.tokens().orElse(AnswerStatistics.EMPTY), reply.quality(), reply.cost()))
        .toList();
  }
}
